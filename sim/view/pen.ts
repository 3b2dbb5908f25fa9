/** Drawing on a canvas in virtual time: what a row is given. */

import type { Palette } from '../report/timeline/colors.js';
import type { TimeRange } from '../report/timeline/time-range.js';

/** How an area is filled: by more than its colour. */
export type Texture = 'solid' | 'light' | 'hatched' | 'dotted' | 'outlined';

const TILE = 6;
const LIGHT_ALPHA = 0.28;
const LABEL_FONT = '11px system-ui, sans-serif';
const PADDING = 4;

/** One frame of one canvas. */
export class Pen {
  private readonly scale: number;

  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly palette: Palette,
    readonly range: TimeRange,
    readonly width: number,
    private readonly tiles: Map<string, CanvasPattern>,
  ) {
    this.scale = width / (range.toUs - range.fromUs);
    context.font = LABEL_FONT;
    context.textBaseline = 'middle';
  }

  /** Where a moment is, in pixels. */
  x(us: number): number {
    return (us - this.range.fromUs) * this.scale;
  }

  /** Which moment a pixel is. */
  us(x: number): number {
    return this.range.fromUs + x / this.scale;
  }

  /** A bar from a moment to another, as far as it is on the canvas, and at least so wide. */
  bar(
    fromUs: number,
    toUs: number,
    y: number,
    height: number,
    color: string,
    texture: Texture,
    least = 1,
  ): void {
    const left = Math.max(this.x(fromUs), -PADDING);
    const right = Math.min(this.x(toUs), this.width + PADDING);
    this.box(left, Math.max(right - left, least), y, height, color, texture);
  }

  /** The same in pixels. */
  box(x: number, width: number, y: number, height: number, color: string, texture: Texture): void {
    const { context } = this;
    if (texture !== 'outlined') this.area(x, width, y, height, color, texture);
    if (texture === 'solid') return;
    if (texture === 'light') {
      context.fillRect(x, y + height - 2, width, 2);
      return;
    }
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = 1;
    if (width <= 2) {
      context.fillRect(x, y, width, height);
      return;
    }
    if (texture === 'outlined') context.setLineDash([4, 3]);
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    if (texture === 'outlined') context.setLineDash([]);
  }

  /** An area without an edge. */
  area(x: number, width: number, y: number, height: number, color: string, texture: Texture): void {
    const { context } = this;
    context.globalAlpha = texture === 'light' ? LIGHT_ALPHA : 1;
    context.fillStyle = texture === 'hatched' || texture === 'dotted' ? this.tile(color, texture) : color;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }

  /** A line in the middle of a height. */
  line(fromUs: number, toUs: number, y: number, color: string, dashed: boolean): void {
    const { context } = this;
    context.strokeStyle = color;
    context.lineWidth = 2;
    if (dashed) context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.max(this.x(fromUs), 0), y);
    context.lineTo(Math.min(Math.max(this.x(toUs), this.x(fromUs) + 1), this.width), y);
    context.stroke();
    context.setLineDash([]);
  }

  /** Words in the visible part of a bar, where they fit. */
  words(text: string, fromUs: number, toUs: number, middle: number): void {
    const { context, palette } = this;
    const left = Math.max(this.x(fromUs), 0) + PADDING;
    const room = Math.min(this.x(toUs), this.width) - PADDING - left;
    if (room < 2 * PADDING + text.length * 4) return;
    const wide = context.measureText(text).width;
    if (wide + PADDING > room) return;
    context.fillStyle = palette.ground;
    context.fillRect(left, middle - 6, wide + PADDING, 12);
    this.text(text, left + PADDING / 2, middle);
  }

  /** Words at the right edge. */
  remark(text: string, middle: number): void {
    const { context, palette, width } = this;
    const wide = context.measureText(text).width;
    if (wide > width / 2) return;
    context.fillStyle = palette.ground;
    context.fillRect(width - wide - 2 * PADDING, middle - 6, wide + PADDING, 12);
    this.text(text, width - wide - 1.5 * PADDING, middle, palette.muted);
  }

  /** Words at a place. */
  text(text: string, x: number, middle: number, color = this.palette.text): void {
    this.context.fillStyle = color;
    this.context.fillText(text, x, middle + 0.5);
  }

  private tile(color: string, texture: 'hatched' | 'dotted'): CanvasPattern | string {
    const key = `${texture} ${color}`;
    const known = this.tiles.get(key);
    if (known !== undefined) return known;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = TILE;
    const tile = canvas.getContext('2d')!;
    tile.globalAlpha = LIGHT_ALPHA;
    tile.fillStyle = color;
    tile.fillRect(0, 0, TILE, TILE);
    tile.globalAlpha = 1;
    tile.strokeStyle = color;
    tile.lineWidth = 1.4;
    if (texture === 'dotted') tile.fillRect(1, 1, 2.4, 2.4);
    else {
      for (const offset of [-TILE, 0, TILE]) {
        tile.beginPath();
        tile.moveTo(offset, TILE);
        tile.lineTo(offset + TILE, 0);
        tile.stroke();
      }
    }
    const pattern = this.context.createPattern(canvas, 'repeat');
    if (pattern === null) return color;
    this.tiles.set(key, pattern);
    return pattern;
  }
}

/**
 * Calls `draw` for those of `count` things in order of time that can be told apart on the canvas: what is left of it is
 * skipped by halving, and of those that share a pixel only the first is drawn.
 */
export function eachVisible(
  pen: Pen,
  count: number,
  span: (i: number) => { readonly fromUs: number; readonly toUs: number },
  draw: (i: number) => void,
): void {
  let i = firstFrom(count, (at) => span(at).toUs >= pen.range.fromUs, 0);
  while (i < count) {
    const { fromUs, toUs } = span(i);
    if (fromUs > pen.range.toUs) return;
    draw(i);
    const nextUs = pen.us(Math.floor(pen.x(toUs)) + 1);
    i++;
    if (i < count && span(i).toUs < nextUs) i = firstFrom(count, (at) => span(at).toUs >= nextUs, i);
  }
}

/** The first from `from` on for which it holds, given that it holds for all after it. */
export function firstFrom(count: number, holds: (i: number) => boolean, from: number): number {
  let low = from;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
