/** The device's console around the cursor. */

import { countUntil } from '../report/timeline/columns.js';
import type { RunIndex } from '../report/timeline/run-index.js';
import { el } from './dom.js';
import type { ViewState } from './view-state.js';

/** Lines that are made on either side of the cursor. */
const AROUND = 25;

/** The box, which keeps itself up to date. */
export function consoleBox(state: ViewState, { data, lineTimes }: RunIndex): HTMLElement {
  const list = el('ol', { class: 'lines', tabindex: 0, 'aria-label': 'Lines of the console' });
  const { lines, levels } = data.console;
  let shown = '';
  const show = (): (() => void) | undefined => {
    const { cursorUs, search } = state.shown;
    const now = countUntil(lineTimes, cursorUs) - 1;
    const key = `${now} ${search}`;
    if (key === shown) return undefined;
    shown = key;
    const from = Math.max(0, now - AROUND);
    const items = lines.slice(from, now + AROUND).map((line, i) => {
      const at = from + i;
      const isFound = search !== '' && line.toLowerCase().includes(search.toLowerCase());
      const level = levels[at] ?? '';
      const later = at > now ? ' later' : '';
      const item = el('li', { class: `line ${level}${later}${isFound ? ' found' : ''}` }, line);
      if (at === now) item.setAttribute('aria-current', 'true');
      item.addEventListener('click', () => state.goTo(lineTimes[at]!));
      return item;
    });
    if (items.length === 0) items.push(el('li', { class: 'hint' }, 'The device has printed nothing.'));
    list.replaceChildren(...items);
    const current = items[now - from] ?? items[0]!;
    return () => (list.scrollTop = current.offsetTop - list.clientHeight / 2);
  };
  state.onRest(show);
  return el(
    'section',
    { class: 'console', 'aria-label': 'Console' },
    el('h2', {}, 'Console at the cursor'),
    list,
  );
}
