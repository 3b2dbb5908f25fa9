/** What is selected, and why it is as it is. */

import { exchangeName } from '../outcomes/exchanges/exchange-text.js';
import type { ExchangeReport } from '../outcomes/exchanges/exchange-types.js';
import { storyLines } from '../outcomes/story-text.js';
import { secondsText, spanText } from '../outcomes/time-text.js';
import { waitWords } from '../outcomes/waits/waits-text.js';
import { OUTCOME_SIGNS } from '../report/timeline/client-states.js';
import type { RunIndex } from '../report/timeline/run-index.js';
import { el, swatch } from './dom.js';
import { firstFrom } from './pen.js';
import type { LimitRow } from './limit-row.js';
import type { TaskRow } from './task-row.js';
import type { Theme } from './theme.js';
import type { ViewState } from './view-state.js';

const MOST_PARTS = 8;
const MOST_OTHERS = 12;
const MOST_REFUSED = 8;

/** What can be told of. */
interface Told {
  readonly state: ViewState;
  readonly theme: Theme;
  readonly index: RunIndex;
  readonly limits: readonly LimitRow[];
  readonly tasks: readonly TaskRow[];
}

/** The connection of a lane that the cursor is at: the newest that has begun, else the first. */
export function connectionAt({ index }: Pick<Told, 'index'>, lane: number, cursorUs: number): number {
  const { rows } = index.lanes[lane]!;
  const all = rows.flat().sort((a, b) => a - b);
  return all.findLast((one) => index.data.connections[one]!.openedUs <= cursorUs) ?? all[0]!;
}

/** The exchange of a connection that the cursor is at: the newest that was asked, else the first. */
function exchangeAt(exchanges: readonly ExchangeReport[], cursorUs: number): ExchangeReport | undefined {
  const later = firstFrom(exchanges.length, (i) => exchanges[i]!.askedUs > cursorUs, 0);
  return exchanges[Math.max(later - 1, 0)];
}

/** The box, which keeps itself up to date. */
export function whyBox(told: Told): HTMLElement {
  const body = el('div', { class: 'body' });
  const box = el(
    'section',
    { class: 'why', 'aria-label': 'Why', 'aria-live': 'polite' },
    el('h2', {}, 'Why'),
    body,
  );
  let before = '';
  told.state.onChange(() => {
    const { selection, cursorUs } = told.state.shown;
    const now = JSON.stringify([selection, selection === undefined ? 0 : cursorUs]);
    if (now === before) return;
    before = now;
    body.replaceChildren(...content(told));
  });
  return box;
}

function content(told: Told): HTMLElement[] {
  const { selection, cursorUs } = told.state.shown;
  switch (selection?.kind) {
    case 'client':
      return clientContent(told, selection.at, cursorUs);
    case 'limit':
      return limitContent(told, told.limits[selection.at]!, cursorUs);
    case 'task':
      return [
        el('p', { class: 'head' }, told.tasks[selection.at]!.title),
        el('p', {}, `At ${secondsText(cursorUs)}: ${told.tasks[selection.at]!.doingAt(cursorUs)}.`),
      ];
    default:
      return [el('p', { class: 'hint' }, 'Choose a client, a limit or a task: what became of it, and why.')];
  }
}

function clientContent(told: Told, lane: number, cursorUs: number): HTMLElement[] {
  const { index, theme, state } = told;
  const at = connectionAt(told, lane, cursorUs);
  const story = index.story(at);
  const { head, lines } = storyLines(story);
  const [sign, worth] = OUTCOME_SIGNS[story.outcome];
  const others = index.lanes[lane]!.rows.flat().sort((a, b) => a - b);
  const nodes: HTMLElement[] = [
    el('p', { class: 'head', 'data-worth': worth }, el('span', { class: 'sign' }, sign), ` ${head}`),
    el(
      'ul',
      {},
      ...lines.map((line) => el('li', line.startsWith('because') ? { class: 'because' } : {}, line)),
      ...curesOf(index, at).map((line) => el('li', {}, line)),
    ),
  ];
  const exchange = exchangeAt(story.exchanges, cursorUs);
  if (exchange !== undefined) nodes.push(...partsOf(exchange, theme));
  if (others.length > 1) {
    const from = Math.min(
      Math.max(others.indexOf(at) - MOST_OTHERS / 2, 0),
      Math.max(others.length - MOST_OTHERS, 0),
    );
    const links = others.slice(from, from + MOST_OTHERS).map((one) => {
      const { label, openedUs, outcome } = index.data.connections[one]!;
      const link = el(
        'button',
        { type: 'button', 'aria-pressed': String(one === at) },
        `${label} ${outcome}`,
      );
      link.addEventListener('click', () => state.goTo(openedUs));
      return link;
    });
    nodes.push(el('p', { class: 'others' }, `${others.length} connections: `, ...links));
  }
  return nodes;
}

/** What is known to be against what stopped it. */
function curesOf({ data }: RunIndex, connection: number): string[] {
  const { cause, isContent } = data.connections[connection]!;
  const text = isContent || cause === undefined ? '' : data.cures[cause]!;
  return text === '' ? [] : [text];
}

/** Where the time of an exchange went. */
function partsOf(one: ExchangeReport, { palette }: Theme): HTMLElement[] {
  const { waits } = one;
  const total = waits.reduce((sum, { us }) => sum + us, 0);
  if (total === 0) return [];
  const shown = waits.slice(0, MOST_PARTS);
  return [
    el(
      'p',
      { class: 'sub' },
      `Where ${spanText(total)} of ${exchangeName(one)} at ${secondsText(one.askedUs)} went:`,
    ),
    el(
      'ul',
      { class: 'parts' },
      ...shown.map((part) => {
        const share = el('span', { class: 'share', 'aria-hidden': 'true' });
        share.style.width = `${Math.max((part.us / total) * 100, 1)}%`;
        share.style.background = palette.waits[part.kind];
        return el(
          'li',
          {},
          swatch(palette.waits[part.kind]),
          `${spanText(part.us)} ${waitWords(part)}`,
          share,
        );
      }),
      ...(waits.length > shown.length
        ? [el('li', {}, `and ${waits.length - shown.length} smaller parts`)]
        : []),
    ),
  ];
}

function limitContent({ index }: Told, row: LimitRow, cursorUs: number): HTMLElement[] {
  const { name, about, option, size, refused } = row.limit;
  const { title, note } = row.label(cursorUs);
  const until = row.refusedUntil(cursorUs);
  const lines = [`${name}: ${about}.`];
  if (size >= 0) lines.push(`Its size is ${size}${option === '' ? '' : `, set by ${option}`}.`);
  else lines.push('Nothing but memory limits it.');
  for (let i = Math.max(0, until - MOST_REFUSED); i < until; i++) {
    const whom = refused[i]! < 0 ? 'somebody' : index.data.clients[refused[i]!]!;
    lines.push(`${whom} was turned away at ${secondsText(row.refusalUs(i))}.`);
  }
  return [
    el('p', { class: 'head' }, `${title}: ${note} at ${secondsText(cursorUs)}`),
    el('ul', {}, ...lines.map((line) => el('li', {}, line))),
  ];
}
