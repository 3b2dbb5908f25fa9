/**
 * All records of a run, small: the frequent kinds as numbers in typed arrays, their bytes in a few large ones, everything
 * else as it is. A message over a websocket makes a dozen records; as objects they are a kilobyte that garbage collection
 * has to look at again and again.
 *
 * Read as often as one likes: records are made anew then, and are equal to those that were written.
 */

import { BytesToShow } from '../../codec/shown-bytes.js';
import { dataRecord, sentRecord } from '../../hosts/client-record.js';
import type {
  ClientEventRecord,
  HeldRecord,
  SegRecord,
  SentRecord,
  TraceRecord,
} from '../../kernel/trace.js';

/** What the first word of an entry says. */
const OTHER = 0;
const SEGMENT_IN = 1;
const SEGMENT_OUT = 2;
const DATA = 3;
const SENT = 4;
const HELD = 5;

const CHUNK_WORDS = 16_384;
/** More than any entry has. */
const MOST_WORDS = 10;
const CHUNK_BYTES = 65_536;
const NONE = -1;

/** Writes records down and gives them back. */
export class RecordTape implements Iterable<TraceRecord> {
  private readonly chunks: Float64Array[] = [];
  /** Words that each chunk but the last has. */
  private readonly filled: number[] = [];
  private words = new Float64Array(0);
  private at = 0;
  private readonly others: TraceRecord[] = [];
  private readonly stores: Uint8Array[] = [];
  private store = new Uint8Array(0);
  private stored = 0;
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** Writes a record down. Bytes are copied. */
  add(record: TraceRecord): void {
    if (this.words.length - this.at < MOST_WORDS) this.beginChunk();
    switch (record.k) {
      case 'seg':
        if (record.lost === undefined) this.addSegment(record);
        else this.addOther(record);
        break;
      case 'cli':
        if (record.ev === 'data' && record instanceof BytesToShow) this.addData(record, record.bytes);
        else this.addOther(record);
        break;
      case 'sent':
        if (record instanceof BytesToShow) this.addSent(record, record.bytes);
        else this.addOther(record);
        break;
      case 'held':
        this.addHeld(record);
        break;
      default:
        this.addOther(record);
    }
  }

  /** All records, in the order in which they were written. */
  *[Symbol.iterator](): Iterator<TraceRecord> {
    for (const [i, words] of this.chunks.entries()) {
      const end = this.filled[i] ?? this.at;
      let at = 0;
      const next = (): number => words[at++]!;
      while (at < end) yield this.read(next);
    }
  }

  private addSegment({ t, dir, c, fl, seq, ack, len, win, port }: SegRecord): void {
    this.put(dir === 'rx' ? SEGMENT_IN : SEGMENT_OUT);
    this.put(t);
    this.put(this.numberOf(c));
    this.put(this.numberOf(fl));
    this.put(seq);
    this.put(ack);
    this.put(len);
    this.put(win);
    this.put(port ?? NONE);
  }

  private addData({ t, c, port }: ClientEventRecord, bytes: Uint8Array): void {
    this.put(DATA);
    this.put(t);
    this.put(this.numberOf(c));
    this.put(port ?? NONE);
    this.putBytes(bytes);
  }

  private addSent({ t, c, port, expects }: SentRecord, bytes: Uint8Array): void {
    this.put(SENT);
    this.put(t);
    this.put(this.numberOf(c));
    this.put(port);
    this.put(expects ?? 0);
    this.putBytes(bytes);
  }

  private addHeld({ t, c, port, by }: HeldRecord): void {
    this.put(HELD);
    this.put(t);
    this.put(this.numberOf(c));
    this.put(port);
    this.put(by === undefined ? NONE : this.numberOf(by));
  }

  private addOther(record: TraceRecord): void {
    this.put(OTHER);
    this.put(this.others.push(record) - 1);
  }

  private read(next: () => number): TraceRecord {
    const kind = next();
    switch (kind) {
      case SEGMENT_IN:
      case SEGMENT_OUT:
        return this.readSegment(kind === SEGMENT_IN ? 'rx' : 'tx', next);
      case DATA: {
        const [t, c, port] = [next(), this.texts[next()]!, next()];
        return dataRecord(t, c, this.readBytes(next), port === NONE ? undefined : port);
      }
      case SENT: {
        const [t, c, port, expects] = [next(), this.texts[next()]!, next(), next()];
        return sentRecord(t, c, port, this.readBytes(next), expects === 1);
      }
      case HELD: {
        const [t, c, port, by] = [next(), this.texts[next()]!, next(), next()];
        if (by === NONE) return { t, k: 'held', c, port };
        return { t, k: 'held', c, port, by: this.texts[by] as NonNullable<HeldRecord['by']> };
      }
      default:
        return this.others[next()]!;
    }
  }

  private readSegment(dir: SegRecord['dir'], next: () => number): SegRecord {
    const t = next();
    const c = this.texts[next()]!;
    const fl = this.texts[next()]!;
    const seq = next();
    const ack = next();
    const len = next();
    const win = next();
    const port = next();
    if (port === NONE) return { t, k: 'seg', dir, c, fl, seq, ack, len, win };
    return { t, k: 'seg', dir, c, fl, seq, ack, len, win, port };
  }

  private put(word: number): void {
    this.words[this.at++] = word;
  }

  private beginChunk(): void {
    if (this.chunks.length > 0) this.filled.push(this.at);
    this.words = new Float64Array(CHUNK_WORDS);
    this.chunks.push(this.words);
    this.at = 0;
  }

  /** Which store, where in it, how many. */
  private putBytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.store.length - this.stored < length) {
      this.store = new Uint8Array(Math.max(CHUNK_BYTES, length));
      this.stores.push(this.store);
      this.stored = 0;
    }
    this.store.set(bytes, this.stored);
    this.put(this.stores.length - 1);
    this.put(this.stored);
    this.put(length);
    this.stored += length;
  }

  private readBytes(next: () => number): Uint8Array {
    const [store, at, length] = [next(), next(), next()];
    return length === 0 ? new Uint8Array(0) : this.stores[store]!.subarray(at, at + length);
  }

  private numberOf(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numbers.set(text, number);
    }
    return number;
  }
}
