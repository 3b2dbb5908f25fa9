/** Limits in a picture: how much of each is in use, and who was turned away when. */

import { summedUp } from '../timeline/columns.js';
import type { ViewLimit } from '../timeline/view-data.js';
import type { Frame } from './frame.js';
import { tag, words } from './svg-text.js';

/** Pixels that a limit takes up. */
export const LIMIT_HEIGHT = 46;
const TOP = 12;
const BASE = 40;
const MOST_LIMITS = 4;
/** Crosses closer than this are one. */
const CROSS = 7;

/** The limits that turned somebody away, then those that were full; the ones that nobody met are left out. */
export function troubledLimits(limits: readonly ViewLimit[]): ViewLimit[] {
  const isFull = ({ size, used }: ViewLimit): boolean => size > 0 && used.some((one) => one >= size);
  const refusing = limits.filter(({ refusedAt, inBytes }) => refusedAt.length > 0 && !inBytes);
  const full = limits.filter((one) => isFull(one) && !refusing.includes(one));
  return [...refusing, ...full].slice(0, MOST_LIMITS);
}

/** One limit. */
export function limitParts(
  { name, size, option, times, used, refusedAt }: ViewLimit,
  top: number,
  frame: Frame,
): string[] {
  const { x, left, right } = frame;
  const most = Math.max(size, ...used, 1);
  const y = (value: number): number => top + BASE - (value / most) * (BASE - TOP);
  const at = summedUp(times);
  const boxes: string[] = [];
  let value = 0;
  let fromX = left;
  for (let i = 0; i <= at.length; i++) {
    const toX = i < at.length ? x(at[i]!) : right;
    if (toX > fromX) {
      const box = { x: fromX, y: y(value), width: toX - fromX, height: y(0) - y(value) };
      boxes.push(
        tag('rect', { ...box, class: size > 0 && value >= size ? 'full' : 'use', 'stroke-width': 0 }),
      );
    }
    value = used[i] ?? 0;
    fromX = toX;
  }
  const crosses: string[] = [];
  let last = -Infinity;
  for (const us of summedUp(refusedAt)) {
    if (us < frame.range.fromUs || us > frame.range.toUs || x(us) - last < CROSS) continue;
    last = x(us);
    crosses.push(words('✕', last, top + TOP - 4, 'bad c'));
  }
  const sizeText = size < 0 ? '' : String(size);
  return [
    words(name, left - 8, top + BASE - 10, 'e'),
    ...boxes,
    ...(size < 0 ? [] : [tag('path', { d: `M${left} ${Math.round(y(size))}H${right}`, class: 'size' })]),
    words(sizeText, right + 8, top + BASE - 16, 'b'),
    words(option, right + 8, top + BASE - 3, 'm'),
    ...crosses,
  ];
}
