/** The pointer on a canvas: a click sets the cursor and selects, a drag moves, a wheel with Ctrl and two fingers zoom. */

import { zoomed, type TimeRange } from '../report/timeline/time-range.js';
import type { Selection, ViewState } from './view-state.js';

const DRAG_PX = 4;
const WHEEL_BASE = 1.0015;
const DOUBLE_CLICK = 0.4;

/** Listens; `selectionAt` says what is at a height of the canvas. */
export function attachPointer(
  canvas: HTMLCanvasElement,
  state: ViewState,
  selectionAt: (y: number) => Selection | undefined,
): void {
  const held = new Map<number, PointerEvent>();
  let moved = 0;
  let before: TimeRange | undefined;

  const usAt = (x: number, range = state.shown.range): number =>
    range.fromUs + (x / Math.max(canvas.clientWidth, 1)) * (range.toUs - range.fromUs);

  canvas.addEventListener('pointerdown', (event) => {
    held.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
    moved = 0;
    before = state.shown.range;
  });
  canvas.addEventListener('pointermove', (event) => {
    const last = held.get(event.pointerId);
    if (last === undefined || before === undefined) return;
    held.set(event.pointerId, event);
    const { fromUs, toUs } = state.shown.range;
    const usPerPx = (toUs - fromUs) / Math.max(canvas.clientWidth, 1);
    const other = [...held.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    if (other !== undefined) {
      moved = DRAG_PX + 1;
      const factor =
        Math.abs(last.offsetX - other.offsetX) / Math.max(Math.abs(event.offsetX - other.offsetX), 1);
      state.set({ range: zoomed(state.shown.range, factor, usAt(other.offsetX)) });
      return;
    }
    const by = event.offsetX - last.offsetX;
    moved += Math.abs(by);
    if (moved > DRAG_PX) state.set({ range: { fromUs: fromUs - by * usPerPx, toUs: toUs - by * usPerPx } });
  });
  canvas.addEventListener('pointerup', (event) => {
    held.delete(event.pointerId);
    if (moved > DRAG_PX) return;
    if (before !== undefined) state.set({ range: before });
    const selection = selectionAt(event.offsetY);
    state.set({ cursorUs: usAt(event.offsetX), ...(selection === undefined ? {} : { selection }) });
  });
  canvas.addEventListener('pointercancel', (event) => held.delete(event.pointerId));
  canvas.addEventListener('dblclick', ({ offsetX }) => {
    state.set({ range: zoomed(state.shown.range, DOUBLE_CLICK, usAt(offsetX)) });
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      const { range } = state.shown;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        state.set({ range: zoomed(range, WHEEL_BASE ** event.deltaY, usAt(event.offsetX)) });
        return;
      }
      const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(by) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
      event.preventDefault();
      const us = (by / canvas.clientWidth) * (range.toUs - range.fromUs);
      state.set({ range: { fromUs: range.fromUs + us, toUs: range.toUs + us } });
    },
    { passive: false },
  );
}
