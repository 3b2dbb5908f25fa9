/**
 * The console's UART: a task that writes a line waits while the transmit FIFO is full, as the blocking write of the
 * devices does; it spins meanwhile, so that nobody below it runs.
 *
 * Modelled: ten bits a byte, the FIFO, the CPU time of formatting a line.
 * Simplified: lines leave whole; a task that pre-empts another in the middle of its line writes behind that line, as the
 * console's lock has it.
 * Absent: what is printed by code of the ROM and in interrupts.
 */

import type { Kernel } from './kernel.js';
import { LOG_RANK, type LogLevel } from './trace.js';
import { US_PER_S } from './units.js';

const BITS_PER_BYTE = 10;
/** What a task that writes waits for, in `work` records. */
export const CONSOLE_WAIT = 'the console';

/** Bytes of a line on the wire, with colours and line end. */
export type LineBytes = (level: LogLevel, tag: string, msg: string, timeUs: number) => number;

/** What a console is like. */
export interface ConsoleSettings {
  readonly baud: number;
  readonly fifoBytes: number;
  /** CPU time of a line, microseconds. */
  readonly lineUs: number;
  /** Least important level that is written. */
  readonly level: LogLevel;
  readonly lineBytes: LineBytes;
}

export class ConsoleUart {
  /** Written so far, and what tasks have waited for it, microseconds. */
  readonly written = { lines: 0, bytes: 0, heldUs: 0 };
  private readonly rank: number;
  private readonly byteUs: number;
  /** When the last byte will have left. */
  private drainedUs = 0;

  constructor(
    private readonly kernel: Kernel,
    readonly settings: ConsoleSettings,
  ) {
    this.rank = LOG_RANK[settings.level];
    this.byteUs = (BITS_PER_BYTE * US_PER_S) / settings.baud;
  }

  /** True for lines that the device writes. */
  takes(level: LogLevel): boolean {
    return LOG_RANK[level] <= this.rank;
  }

  /** Writes a line that is stamped now; returns when the FIFO has taken its last byte. */
  write(level: LogLevel, tag: string, msg: string): void {
    const { kernel, settings, written, byteUs } = this;
    const stampUs = kernel.nowUs;
    const bytes = settings.lineBytes(level, tag, msg, stampUs);
    kernel.spend(settings.lineUs, CONSOLE_WAIT);
    this.drainedUs = Math.max(this.drainedUs, kernel.nowUs) + bytes * byteUs;
    kernel.spinUntil(Math.ceil(this.drainedUs - settings.fifoBytes * byteUs), CONSOLE_WAIT);
    written.lines++;
    written.bytes += bytes;
    written.heldUs += kernel.nowUs - stampUs;
  }
}
