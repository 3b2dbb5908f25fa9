/** Keys: everything that the pointer can do. */

import type { RunIndex } from '../report/timeline/run-index.js';
import { zoomed } from '../report/timeline/time-range.js';
import { isSame, type Selection, type ViewState } from './view-state.js';

const STEP = 1 / 60;
const ZOOM = 1.5;

/** What keys act on. */
interface Keys {
  readonly state: ViewState;
  readonly index: RunIndex;
  /** Selections from top to bottom. */
  readonly order: () => readonly (Selection | undefined)[];
  readonly reveal: () => void;
  readonly search: HTMLInputElement;
  readonly help: HTMLDialogElement;
}

/** Each key and what it does, for the help. */
export const KEY_WORDS: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'move the cursor; with Shift to the next thing that happens to what is selected'],
  ['↑ ↓', 'select the client, limit or task above or below'],
  ['Home End', 'go to the beginning or the end'],
  ['+ −', 'zoom at the cursor'],
  ['0', 'show the whole run'],
  ['/', 'search'],
  ['Esc', 'select nothing, search for nothing'],
  ['?', 'this help'],
];

/** Listens. */
export function attachKeys(keys: Keys): void {
  const { state, search, help } = keys;
  addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (target instanceof HTMLInputElement) {
      if (key !== 'Escape') return;
      search.value = '';
      search.dispatchEvent(new Event('input'));
      search.blur();
      return;
    }
    const { range, cursorUs } = state.shown;
    const step = (range.toUs - range.fromUs) * STEP;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => state.goTo(event.shiftKey ? neighbour(keys, -1) : cursorUs - step),
      ArrowRight: () => state.goTo(event.shiftKey ? neighbour(keys, 1) : cursorUs + step),
      ArrowUp: () => select(keys, -1),
      ArrowDown: () => select(keys, 1),
      Home: () => state.goTo(0),
      End: () => state.goTo(state.endUs),
      '+': () => state.set({ range: zoomed(range, 1 / ZOOM, cursorUs) }),
      '=': () => state.set({ range: zoomed(range, 1 / ZOOM, cursorUs) }),
      '-': () => state.set({ range: zoomed(range, ZOOM, cursorUs) }),
      '0': () => state.set({ range: { fromUs: 0, toUs: state.endUs } }),
      '/': () => search.focus(),
      Escape: () => state.set({ selection: undefined }),
      '?': () => help.showModal(),
    };
    const isList = target instanceof HTMLElement && target.matches('ol');
    if (isList && (key === 'ArrowUp' || key === 'ArrowDown')) return;
    const act = actions[key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function select({ state, order, reveal }: Keys, by: number): void {
  const all = order().filter((one) => one !== undefined);
  const at = all.findIndex((one) => isSame(one, state.shown.selection));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  const selection = all[next];
  if (selection === undefined) return;
  state.set({ selection });
  reveal();
}

/** When the next thing happens to the selected client, or the last one did. */
function neighbour({ state, index }: Keys, by: number): number {
  const { selection, cursorUs } = state.shown;
  if (selection?.kind !== 'client') return cursorUs;
  const moments = index.lanes[selection.at]!.rows.flat().flatMap((one) => [
    ...index.statesOf(one).flatMap(({ fromUs, toUs }) => [fromUs, toUs]),
    ...index.exchanges(one).map(({ askedUs }) => askedUs),
  ]);
  const found = by > 0 ? moments.filter((us) => us > cursorUs) : moments.filter((us) => us < cursorUs);
  if (found.length === 0) return cursorUs;
  return found.reduce((best, us) => (by > 0 ? Math.min(best, us) : Math.max(best, us)));
}
