/** How many connections are in which state: the whole run at a glance, however many clients it has. */

import { CLIENT_STATES, statesOf, STATE_WORDS, type ClientState } from '../report/timeline/client-states.js';
import { countUntil } from '../report/timeline/columns.js';
import type { RunIndex } from '../report/timeline/run-index.js';
import type { Pen, Texture } from './pen.js';
import type { Row, RowLabel } from './row.js';

const HEIGHT = 64;
const TOP = 6;
const BASE = 60;
/** What is asked would take too long to look at for all of them. */
const SHOWN: readonly (readonly [ClientState, Texture])[] = [
  ['session', 'light'],
  ['backlog', 'hatched'],
  ['connecting', 'solid'],
  ['held', 'dotted'],
];

/** All connections. */
export class CrowdRow implements Row {
  readonly height = HEIGHT;
  readonly selection = undefined;
  private readonly times: Float64Array;
  private readonly counts: Readonly<Record<ClientState, Int32Array>>;
  /** Connections times microseconds until each change. */
  private readonly sums: Readonly<Record<ClientState, Float64Array>>;
  private readonly most: number;

  constructor(index: RunIndex) {
    const { data, hasSessions } = index;
    const changes: { readonly us: number; readonly state: ClientState; readonly by: number }[] = [];
    for (const one of data.connections) {
      for (const { state, fromUs, toUs } of statesOf(one, [], data.endUs, hasSessions)) {
        changes.push({ us: fromUs, state, by: 1 });
        if (toUs < data.endUs) changes.push({ us: toUs, state, by: -1 });
      }
    }
    changes.sort((a, b) => a.us - b.us);
    this.times = Float64Array.from(changes, ({ us }) => us);
    const { times } = this;
    this.counts = ofEach(() => new Int32Array(changes.length));
    this.sums = ofEach(() => new Float64Array(changes.length));
    const now = ofEach(() => 0);
    let most = 1;
    changes.forEach(({ state, by }, i) => {
      const us = i === 0 ? 0 : times[i]! - times[i - 1]!;
      for (const [one] of SHOWN) this.sums[one][i] = (this.sums[one][i - 1] ?? 0) + now[one] * us;
      now[state] += by;
      let all = 0;
      for (const [one] of SHOWN) all += this.counts[one][i] = now[one];
      most = Math.max(most, all);
    });
    this.most = most;
  }

  label(cursorUs: number): RowLabel {
    const i = countUntil(this.times, cursorUs) - 1;
    const parts = SHOWN.flatMap(([state]) => {
      const count = i < 0 ? 0 : this.counts[state][i]!;
      return count === 0 ? [] : [`${count} ${STATE_WORDS[state]}`];
    });
    return { title: 'connections', note: parts.length === 0 ? 'none' : parts.join(', ') };
  }

  draw(pen: Pen, top: number): void {
    const { palette, width } = pen;
    const height = (count: number): number => (count / this.most) * (BASE - TOP);
    let x = 0;
    while (x < width) {
      const i = countUntil(this.times, pen.us(x + 1)) - 1;
      // As far as nothing changes.
      const until = i + 1 < this.times.length ? Math.floor(pen.x(this.times[i + 1]!)) : width;
      const next = Math.min(Math.max(until, x + 1), width);
      let y = top + BASE;
      for (const [state, texture] of SHOWN) {
        const high = height(this.mean(state, pen.us(x), pen.us(next)));
        y -= high;
        if (high > 0) pen.area(x, next - x, y, high, palette.states[state], texture);
      }
      x = next;
    }
    pen.context.fillStyle = palette.line;
    pen.context.fillRect(0, top + BASE, width, 1);
  }
  /** How many there are between two moments, in the mean: several changes can share a pixel. */
  private mean(state: ClientState, fromUs: number, toUs: number): number {
    return (this.sumUntil(state, toUs) - this.sumUntil(state, fromUs)) / (toUs - fromUs);
  }

  private sumUntil(state: ClientState, us: number): number {
    const i = countUntil(this.times, us) - 1;
    return i < 0 ? 0 : this.sums[state][i]! + this.counts[state][i]! * (us - this.times[i]!);
  }
}

function ofEach<T>(make: () => T): Record<ClientState, T> {
  return Object.fromEntries(CLIENT_STATES.map((state) => [state, make()])) as Record<ClientState, T>;
}
