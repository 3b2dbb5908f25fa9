/** Segments as columns of numbers. */

import type { SegRecord } from '../../kernel/trace.js';
import { differences, type Numbered } from './columns.js';
import type { ViewSegments } from './view-data.js';

/** Segments that are kept at most: a page of some thirty megabytes. */
const MOST_SEGMENTS = 1_000_000;
/** Port of a client whose trace tells none. */
const NO_PORT = 0;

/** Collects them. */
export class SegmentColumns {
  private readonly times: number[] = [];
  private readonly of: number[] = [];
  private readonly what: number[] = [];
  private readonly seq: number[] = [];
  private readonly ack: number[] = [];
  private readonly len: number[] = [];
  private readonly win: number[] = [];
  private readonly known = new Map<string, number>();
  private readonly pairs: number[] = [];
  private more = 0;

  constructor(
    private readonly clients: Numbered<string>,
    private readonly words: Numbered<string>,
  ) {}

  /** Takes the next one. */
  add({ t, dir, c, port = NO_PORT, fl, seq, ack, len, win, lost }: SegRecord): void {
    if (this.times.length >= MOST_SEGMENTS) {
      this.more++;
      return;
    }
    this.times.push(t);
    this.of.push(this.endOf(c, port));
    this.what.push(this.words.of(`${lost === 1 ? '!' : ''}${dir === 'rx' ? '>' : '<'}${fl}`));
    this.seq.push(seq);
    this.ack.push(ack);
    this.len.push(len);
    this.win.push(win);
  }

  /** All that were kept. */
  columns(): ViewSegments {
    const { times, of, what, seq, ack, len, win } = this;
    return { times: differences(times), of, what, seq, ack, len, win };
  }

  /** Clients and their ports in turns. */
  ends(): readonly number[] {
    return this.pairs;
  }

  /** What was not kept, in words. */
  leftOut(): string[] {
    return this.more === 0 ? [] : [`${this.more} later segments`];
  }

  private endOf(client: string, port: number): number {
    const key = `${client} ${port}`;
    let end = this.known.get(key);
    if (end === undefined) {
      end = this.pairs.length / 2;
      this.pairs.push(this.clients.of(client), port);
      this.known.set(key, end);
    }
    return end;
  }
}
