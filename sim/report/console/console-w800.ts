/**
 * Console lines of the W800 SDK: its own (`[I] (1234) example_lws: text`) and libwebsockets', which carry wall-clock
 * time and free heap.
 *
 * Approximate: the free heap of lws's lines. It is 183812 bytes minus what the trace's last `res` record says is in
 * use; the SDK's own allocations outside the model are a constant.
 */

import { MS_PER_S, US_PER_MS, US_PER_S } from '../../kernel/units.js';
import type { LogRecord } from '../../kernel/trace.js';

/** lws prints tenths of milliseconds. */
const US_PER_FRACTION = 100;
const FRACTION_DIGITS = 4;
/** Tag of lws's lines in the trace. */
const LWS_TAG = 'lws';
/** The wall clock at boot: 2025-01-01 00:00:00 (conformance README). */
const BOOT_UNIX_S = 1_735_689_600;
/** Free heap with nothing of the model's in use, and what is in use when lws prints its first line. */
const FREE_HEAP_BYTES = 183_812;
const FIRST_USED_BYTES = 3_996;

/** The wall clock set by a step of the scenario. */
export interface ClockSetting {
  readonly atUs: number;
  /** For the whole second of `atUs`. */
  readonly unix: number;
}

/** Prints the console of a W800. */
export class W800Console {
  private usedBytes = FIRST_USED_BYTES;

  constructor(
    private readonly tickUs: number,
    /** In the order in which they take effect. */
    private readonly settings: readonly ClockSetting[] = [],
  ) {}

  /** Bytes in use from now on. */
  noteHeap(usedBytes: number): void {
    this.usedBytes = usedBytes;
  }

  /** A line with its end: CR and LF for the SDK's, LF for lws's. */
  line({ t, lv, tag, msg }: LogRecord): string {
    if (tag === LWS_TAG) return `[${this.clockText(t)}] ${lv}: ${FREE_HEAP_BYTES - this.usedBytes}: ${msg}\n`;
    const ms = Math.floor((Math.floor(t / this.tickUs) * this.tickUs) / US_PER_MS);
    return `[${lv}] (${ms}) ${tag}: ${msg}\r\n`;
  }

  /** `YYYY/MM/DD HH:MM:SS:mmmm`. */
  private clockText(t: number): string {
    const set = this.settings.findLast(({ atUs }) => atUs <= t);
    const offsetS = set === undefined ? BOOT_UNIX_S : set.unix - Math.floor(set.atUs / US_PER_S);
    const date = new Date((Math.floor(t / US_PER_S) + offsetS) * MS_PER_S);
    const fraction = Math.floor((t % US_PER_S) / US_PER_FRACTION);
    const [day = '', time = ''] = date.toISOString().split(/[T.]/);
    return `${day.replaceAll('-', '/')} ${time}:${String(fraction).padStart(FRACTION_DIGITS, '0')}`;
  }
}
