/** The axis: round times, and the cursor, which is a slider for those who do not see it. */

import { secondsText } from '../outcomes/time-text.js';
import { el } from './dom.js';
import { Pen } from './pen.js';
import { attachPointer } from './pointer.js';
import type { Theme } from './theme.js';
import { ticks } from '../report/timeline/time-range.js';
import type { ViewState } from './view-state.js';

const HEIGHT = 30;
const PX_PER_TICK = 110;

/** The element, which draws itself. */
export function timeAxis(state: ViewState, theme: Theme): HTMLElement {
  const canvas = el('canvas', { class: 'plot', 'aria-hidden': 'true' });
  const now = el('output', { class: 'now' });
  const slider = el(
    'div',
    {
      class: 'slider',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Time cursor, in seconds',
      id: 'cursor',
      'aria-valuemin': 0,
      'aria-valuemax': state.endUs / 1e6,
    },
    canvas,
  );
  attachPointer(canvas, state, () => undefined);
  let width = 0;
  new ResizeObserver(() => {
    width = canvas.clientWidth;
    state.changed();
  }).observe(canvas);
  state.onChange(() => {
    const { cursorUs, range } = state.shown;
    slider.setAttribute('aria-valuenow', String(cursorUs / 1e6));
    slider.setAttribute('aria-valuetext', secondsText(cursorUs));
    now.textContent = secondsText(cursorUs);
    if (width === 0) return;
    const wide = Math.round(width * devicePixelRatio);
    if (canvas.width !== wide) canvas.width = wide;
    canvas.height = Math.round(HEIGHT * devicePixelRatio);
    const context = canvas.getContext('2d')!;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const { palette } = theme;
    const pen = new Pen(context, palette, range, width, new Map());
    for (const { us, text } of ticks(range, width / PX_PER_TICK)) {
      const x = Math.round(pen.x(us));
      context.fillStyle = palette.muted;
      context.fillRect(x, HEIGHT - 7, 1, 7);
      const wide = context.measureText(text).width;
      pen.text(text, Math.min(Math.max(x - wide / 2, 0), width - wide), HEIGHT / 2 - 3, palette.muted);
    }
    const x = pen.x(cursorUs);
    context.fillStyle = palette.accent;
    context.beginPath();
    context.moveTo(x - 6, HEIGHT - 9);
    context.lineTo(x + 6, HEIGHT - 9);
    context.lineTo(x, HEIGHT);
    context.fill();
  });
  return el('div', { class: 'axis' }, el('div', { class: 'corner' }, 'at ', now), slider);
}
