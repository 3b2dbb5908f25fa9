/** How much of a limit is in use, as steps against its size, and who was turned away when. */

import { countUntil, summedUp } from '../report/timeline/columns.js';
import type { ViewLimit } from '../report/timeline/view-data.js';
import { sizeText, countText } from '../outcomes/amount-text.js';
import { eachVisible, type Pen } from './pen.js';
import type { Row, RowLabel } from './row.js';

const HEIGHT = 44;
const TOP = 9;
const BASE = 40;
/** Steps that are summed up in one look. */
const BLOCK = 64;
const HEADROOM = 1.1;
/** What the size is called stands under its line. */
const REMARK_BELOW = 9;

/** One limit. */
export class LimitRow implements Row {
  readonly height = HEIGHT;
  readonly selection;
  private readonly times: Float64Array;
  private readonly refusedAt: Float64Array;
  /** The most of each block of steps. */
  private readonly blocks: Float64Array;
  private readonly top: number;

  constructor(
    readonly limit: ViewLimit,
    at: number,
    private readonly endUs: number,
  ) {
    const { times, used, refusedAt, size } = limit;
    this.selection = { kind: 'limit', at } as const;
    this.times = summedUp(times);
    this.refusedAt = summedUp(refusedAt);
    this.blocks = new Float64Array(Math.ceil(used.length / BLOCK));
    let most = 0;
    used.forEach((value, i) => {
      const block = i >> Math.log2(BLOCK);
      this.blocks[block] = Math.max(this.blocks[block]!, value);
      most = Math.max(most, value);
    });
    this.top = Math.max(size, most * (size < 0 ? HEADROOM : 1), 1);
  }

  /** In use at a moment. */
  usedAt(us: number): number {
    const i = countUntil(this.times, us);
    return i === 0 ? 0 : this.limit.used[i - 1]!;
  }

  /** Who was turned away so far: numbers of `refused`. */
  refusedUntil(us: number): number {
    return countUntil(this.refusedAt, us);
  }

  /** When the i-th was turned away. */
  refusalUs(i: number): number {
    return this.refusedAt[i]!;
  }

  label(cursorUs: number): RowLabel {
    const { name, size, inBytes } = this.limit;
    const text = inBytes ? sizeText : countText;
    const refused = this.refusedUntil(cursorUs);
    const of = size < 0 ? '' : ` of ${text(size)}`;
    return {
      title: name,
      note: `${text(this.usedAt(cursorUs))}${of}${refused === 0 ? '' : ` · ${refused} refused`}`,
    };
  }

  draw(pen: Pen, top: number): void {
    const { palette, context, width } = pen;
    const { size } = this.limit;
    const y = (value: number): number => top + BASE - (value / this.top) * (BASE - TOP);
    context.fillStyle = palette.line;
    context.fillRect(0, top + BASE, width, 1);
    this.drawSteps(pen, y, top + BASE);
    if (size >= 0) {
      pen.line(pen.range.fromUs, pen.range.toUs, y(size), palette.muted, true);
      pen.remark(`${this.limit.option} ${size}`.trim(), y(size) + REMARK_BELOW);
    }
    const { refusedAt } = this;
    const span = (i: number) => ({ fromUs: refusedAt[i]!, toUs: refusedAt[i]! });
    eachVisible(pen, refusedAt.length, span, (i) =>
      pen.text('✕', pen.x(refusedAt[i]!) - 4, top + 4, palette.bad),
    );
  }

  /** The most of each pixel; those that are alike are drawn as one. */
  private drawSteps(pen: Pen, y: (value: number) => number, base: number): void {
    const { palette, context, width } = pen;
    const { size, used } = this.limit;
    const { times } = this;
    const last = Math.min(Math.ceil(pen.x(this.endUs)), width);
    let x = Math.max(0, Math.floor(pen.x(0)));
    let i = countUntil(times, pen.us(x));
    let before = i === 0 ? 0 : used[i - 1]!;
    while (x < last) {
      // As far as nothing changes.
      const nextX = i < times.length ? Math.min(Math.max(Math.floor(pen.x(times[i]!)), x), last) : last;
      if (nextX > x) this.drawColumn(pen, x, nextX - x, y(before), base, size >= 0 && before >= size);
      x = nextX;
      if (x >= last) break;
      const end = countUntil(times, pen.us(x + 1));
      const most = Math.max(before, this.mostOf(i, end));
      const isFull = size >= 0 && most >= size;
      this.drawColumn(pen, x, 1, y(most), base, isFull);
      const now = end === 0 ? 0 : used[end - 1]!;
      context.fillStyle = isFull ? palette.bad : palette.states.session;
      if (now !== before)
        context.fillRect(x, Math.min(y(before), y(now)), 1, Math.abs(y(before) - y(now)) + 1);
      before = now;
      i = end;
      x++;
    }
  }

  private drawColumn(
    { palette, context }: Pen,
    x: number,
    wide: number,
    level: number,
    base: number,
    isFull: boolean,
  ): void {
    context.fillStyle = isFull ? palette.bad : palette.states.session;
    context.globalAlpha = 0.3;
    context.fillRect(x, level, wide, base - level);
    context.globalAlpha = 1;
    context.fillRect(x, level, wide, 2);
  }

  /** The most of the steps from one to another, that one excluded. */
  private mostOf(from: number, end: number): number {
    const { used } = this.limit;
    const { blocks } = this;
    let i = from;
    let most = 0;
    while (i < end) {
      if (i % BLOCK === 0 && i + BLOCK <= end) {
        most = Math.max(most, blocks[i / BLOCK]!);
        i += BLOCK;
      } else most = Math.max(most, used[i++]!);
    }
    return most;
  }
}
