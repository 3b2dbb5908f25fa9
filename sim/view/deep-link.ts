/** The moment and the client in the address: `#t=1.2s&c=tab8`, and what part of the run is on the screen: `&z=1s..1.5s`. */

import type { RunIndex } from '../report/timeline/run-index.js';
import { isSame, type Selection, type ViewState } from './view-state.js';

const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1e6, min: 6e7, h: 3.6e9 };
const WAIT_MS = 250;

/** `1.2s` in microseconds; undefined for anything else. */
export function readTime(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|min|h)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2]!]!;
}

/** Follows the address, and keeps it up to date. */
export function followAddress(state: ViewState, index: RunIndex): void {
  const follow = (): void => {
    const fields = new URLSearchParams(location.hash.slice(1));
    const cursorUs = readTime(fields.get('t') ?? '');
    const [from, to] = (fields.get('z') ?? '').split('..').map((one) => readTime(one));
    const selection = selectionNamed(fields.get('c'), index);
    state.set({
      ...(cursorUs === undefined ? {} : { cursorUs }),
      ...(from === undefined || to === undefined || to <= from ? {} : { range: { fromUs: from, toUs: to } }),
      ...(selection === undefined ? {} : { selection }),
    });
  };
  follow();
  addEventListener('hashchange', follow);
  let before = state.shown;
  let timer = 0;
  state.onChange(() => {
    const { shown } = state;
    const isKnown =
      shown.cursorUs === before.cursorUs &&
      shown.range === before.range &&
      isSame(shown.selection, before.selection);
    before = shown;
    if (isKnown) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(undefined, '', addressOf(state, index)), WAIT_MS);
  });
}

function selectionNamed(name: string | null, { lanes, data }: RunIndex): Selection | undefined {
  if (name === null) return undefined;
  const client = lanes.findIndex((lane) => lane.name === name);
  if (client >= 0) return { kind: 'client', at: client };
  const limit = data.limits.findIndex((one) => one.name === name);
  return limit < 0 ? undefined : { kind: 'limit', at: limit };
}

/** The fragment for what is shown. */
function addressOf({ shown, endUs }: ViewState, { lanes, data }: RunIndex): string {
  const { cursorUs, range, selection } = shown;
  const fields = [`t=${timeText(cursorUs)}`];
  if (selection?.kind === 'client') fields.push(`c=${encodeURIComponent(lanes[selection.at]!.name)}`);
  if (selection?.kind === 'limit') fields.push(`c=${encodeURIComponent(data.limits[selection.at]!.name)}`);
  if (range.fromUs > 0 || range.toUs < endUs)
    fields.push(`z=${timeText(range.fromUs)}..${timeText(range.toUs)}`);
  return `#${fields.join('&')}`;
}

function timeText(us: number): string {
  return `${Math.round(us) / 1e6}s`;
}
