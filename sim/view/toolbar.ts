/** Search, outcomes to choose from, zoom, help. */

import type { Outcome } from '../outcomes/outcome-words.js';
import { OUTCOMES } from '../outcomes/outcome-words.js';
import { OUTCOME_SIGNS } from '../report/timeline/client-states.js';
import type { RunIndex } from '../report/timeline/run-index.js';
import { button, el } from './dom.js';
import { zoomed } from '../report/timeline/time-range.js';
import type { ViewState } from './view-state.js';

const ZOOM = 1.8;

/** The bar and its search field. */
export interface Toolbar {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
}

/** Makes the bar. */
export function toolbar(state: ViewState, index: RunIndex, showHelp: () => void): Toolbar {
  const search = el('input', {
    type: 'search',
    id: 'search',
    placeholder: 'client, outcome, path, limit',
    autocomplete: 'off',
    'aria-label': 'Search clients and the console',
  });
  search.addEventListener('input', () => state.set({ search: search.value }));
  const zoom = (factor: number): void => {
    const { range, cursorUs } = state.shown;
    const { fromUs, toUs } = range;
    const isInside = cursorUs >= fromUs && cursorUs <= toUs;
    state.set({ range: zoomed(range, factor, isInside ? cursorUs : (fromUs + toUs) / 2) });
  };
  const element = el(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'What is shown' },
    search,
    el('div', { class: 'chips' }, ...chips(state, index)),
    el(
      'div',
      { class: 'zoom' },
      button('−', 'Zoom out', () => zoom(ZOOM)),
      button('+', 'Zoom in', () => zoom(1 / ZOOM)),
      button('All', 'Show the whole run', () => state.set({ range: { fromUs: 0, toUs: state.endUs } })),
      button('?', 'Keys and signs', showHelp),
    ),
  );
  return { element, search };
}

function chips(state: ViewState, { data }: RunIndex): HTMLElement[] {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of data.connections) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return OUTCOMES.filter((outcome) => counts.has(outcome)).map((outcome) => {
    const [sign, worth] = OUTCOME_SIGNS[outcome];
    const chip = el('button', {
      type: 'button',
      class: 'chip',
      'data-worth': worth,
      'aria-pressed': 'false',
    });
    chip.append(
      el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
      ` ${counts.get(outcome)!} ${outcome}`,
    );
    chip.addEventListener('click', () => {
      const outcomes = new Set(state.shown.outcomes);
      if (!outcomes.delete(outcome)) outcomes.add(outcome);
      state.set({ outcomes });
    });
    state.onChange(() => chip.setAttribute('aria-pressed', String(state.shown.outcomes.has(outcome))));
    return chip;
  });
}
