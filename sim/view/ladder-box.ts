/** The segments between the selected client and the device around the cursor, as a ladder. */

import { countUntil } from '../report/timeline/columns.js';
import type { RunIndex } from '../report/timeline/run-index.js';
import { secondsText } from '../outcomes/time-text.js';
import { el } from './dom.js';
import type { ViewState } from './view-state.js';

const AROUND = 15;
const NOBODY = 'nobody';
/** Flags in the words of people. */
const FLAGS: Readonly<Record<string, string>> = { S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', A: 'ACK' };

/** The box, which keeps itself up to date. */
export function ladderBox(state: ViewState, index: RunIndex): HTMLElement {
  const list = el('ol', { class: 'ladder', tabindex: 0, 'aria-label': 'Segments' });
  const head = el('h2', {}, 'Segments at the cursor');
  let shown = '';
  state.onRest(() => {
    const { cursorUs, selection } = state.shown;
    const lane = selection?.kind === 'client' ? index.lanes[selection.at] : undefined;
    if (lane === undefined) {
      if (shown === NOBODY) return undefined;
      shown = NOBODY;
      head.textContent = 'Segments at the cursor';
      list.replaceChildren(el('li', { class: 'hint' }, 'Choose a client.'));
      return undefined;
    }
    const { numbers, times } = index.segmentsOf(lane.client);
    const now = countUntil(times, cursorUs) - 1;
    const key = `${lane.client} ${now}`;
    if (key === shown) return undefined;
    shown = key;
    head.textContent = `Segments of ${lane.name} at the cursor`;
    const from = Math.max(0, now - AROUND);
    const items: HTMLElement[] = [];
    for (let i = from; i < Math.min(numbers.length, now + AROUND); i++) {
      const item = segment(index, numbers[i]!, i > now);
      if (i === now) item.setAttribute('aria-current', 'true');
      item.addEventListener('click', () => state.goTo(times[i]!));
      items.push(item);
    }
    if (items.length === 0)
      items.push(el('li', { class: 'hint' }, `${lane.name} and the device exchange no segment.`));
    const ends = el(
      'li',
      { class: 'ends', 'aria-hidden': 'true' },
      el('span', {}, lane.name),
      el('span', {}, 'device'),
    );
    list.replaceChildren(ends, ...items);
    const current = items[now - from] ?? items[0]!;
    return () => (list.scrollTop = current.offsetTop - list.clientHeight / 2);
  });
  return el('section', { class: 'segments', 'aria-label': 'Segments' }, head, list);
}

function segment({ data, segmentTimes }: RunIndex, i: number, isLater: boolean): HTMLElement {
  const { segments, words, ends } = data;
  const what = words[segments.what[i]!]!;
  const isLost = what.startsWith('!');
  const isFromClient = what.includes('>');
  const flags = Array.from(what.replace(/^!?[<>]/, ''), (flag) => FLAGS[flag] ?? flag).join(' ');
  const port = ends[2 * segments.of[i]! + 1]!;
  const len = segments.len[i]!;
  const text = `${flags}${len > 0 ? ` ${len} bytes` : ''}${isLost ? ', lost' : ''}`;
  const numbers = `seq ${segments.seq[i]!} ack ${segments.ack[i]!} win ${segments.win[i]!}${port === 0 ? '' : ` port ${port}`}`;
  const direction = isFromClient ? 'from the client' : 'from the device';
  return el(
    'li',
    {
      class: `segment ${isFromClient ? 'up' : 'down'}${isLost ? ' lost' : ''}${isLater ? ' later' : ''}`,
      title: numbers,
    },
    el('span', { class: 'time' }, secondsText(segmentTimes[i]!)),
    el(
      'span',
      { class: 'arrow' },
      el('span', { class: 'hidden' }, `${direction}: `),
      el('b', {}, text),
      el('small', {}, numbers),
    ),
  );
}
