/** What keys and signs mean. */

import { CLIENT_STATES, MARK_WORDS, STATE_WORDS } from '../report/timeline/client-states.js';
import { waitWords } from '../outcomes/waits/waits-text.js';
import type { WaitKind } from '../outcomes/waits/waits.js';
import { button, el, swatch } from './dom.js';
import { KEY_WORDS } from './keyboard.js';
import type { Theme } from './theme.js';

const WAITS: readonly (readonly [WaitKind, string])[] = [
  ['link', ''],
  ['loss', ''],
  ['outage', 'of the link'],
  ['limit', 'a limit'],
  ['task', 'of the server, at work for somebody else'],
  ['handler', ''],
  ['device', ''],
  ['nagle', ''],
  ['client', ''],
  ['reading', ''],
  ['behind', ''],
];

/** The dialog. */
export function helpDialog(theme: Theme): HTMLDialogElement {
  const body = el('div', {});
  const dialog = el('dialog', { 'aria-label': 'Keys and signs' }, body);
  const fill = (): void => {
    const { states, waits } = theme.palette;
    body.replaceChildren(
      el('h2', {}, 'Keys'),
      el('dl', {}, ...KEY_WORDS.flatMap(([keys, does]) => [el('dt', {}, keys), el('dd', {}, does)])),
      el(
        'p',
        {},
        'A click sets the cursor and selects, a drag moves, Ctrl and the wheel (or two fingers) zoom.',
      ),
      el('h2', {}, 'States of a connection'),
      el('ul', {}, ...CLIENT_STATES.map((one) => el('li', {}, swatch(states[one]), STATE_WORDS[one]))),
      el(
        'p',
        {},
        `Ends: ${Object.values(MARK_WORDS)
          .map(([sign, word]) => `${sign} ${word}`)
          .join(', ')}.`,
      ),
      el('h2', {}, 'Where the time of an exchange went'),
      el(
        'p',
        {},
        'The thin bar is one exchange from when it was wanted to its end; its parts are as wide as their shares.',
      ),
      el('ul', {}, ...WAITS.map(([kind, on]) => el('li', {}, swatch(waits[kind]), waitWords({ kind, on })))),
      button('Close', 'Close', () => dialog.close()),
    );
  };
  dialog.addEventListener('toggle', fill);
  fill();
  return dialog;
}
