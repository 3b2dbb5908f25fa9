/**
 * The device's console: log lines by level and tag.
 *
 * Callers on hot paths test `log.debug` first, and give a format and what goes into it, as C does:
 * `if (log.debug) log.d(TAG, 'httpd_accept_conn: newfd = %d', fd)`.
 */

import type { ConsoleUart } from './console-uart.js';
import type { Kernel } from './kernel.js';
import { FormattedLog, messageText, type LogValue } from './log-message.js';
import { LOG_RANK, type LogLevel, type LogRecord, type Trace } from './trace.js';

/** Longer messages are cut, as in the reference traces (harness/trace.c); a real console shows all of them. */
const MAX_MESSAGE_BYTES = 16_383;
/** Longest number of a message, with its sign and point. */
const MOST_DIGITS = 32;

/** Writes `log` records into the trace. */
export class DeviceLog {
  private readonly rank: number;

  /** @internal */
  constructor(
    private readonly kernel: Kernel,
    private readonly trace: Trace,
    /** Least important level that the device writes at all. */
    level: LogLevel | 'none' = 'V',
    /** Where its lines take time; undefined: nowhere. */
    private readonly console?: ConsoleUart,
  ) {
    this.rank = level === 'none' ? 0 : LOG_RANK[level];
  }

  /** True when somebody listens to level D, or the console writes it: only then is it worth formatting such a line. */
  get debug(): boolean {
    return this.isOn('D');
  }

  /** True when somebody listens to `level`, or the console writes it. */
  isOn(level: LogLevel): boolean {
    return this.isHeard(level) || this.console?.takes(level) === true;
  }

  private isHeard(level: LogLevel): boolean {
    const rank = LOG_RANK[level];
    return this.trace.logRank >= rank && this.rank >= rank;
  }

  e(tag: string, format: string, ...values: LogValue[]): void {
    this.write('E', tag, format, values);
  }

  w(tag: string, format: string, ...values: LogValue[]): void {
    this.write('W', tag, format, values);
  }

  i(tag: string, format: string, ...values: LogValue[]): void {
    this.write('I', tag, format, values);
  }

  /** libwebsockets' notice level. */
  n(tag: string, format: string, ...values: LogValue[]): void {
    this.write('N', tag, format, values);
  }

  d(tag: string, format: string, ...values: LogValue[]): void {
    this.write('D', tag, format, values);
  }

  write(lv: LogLevel, tag: string, format: string, values: readonly LogValue[] = []): void {
    if (this.isHeard(lv)) this.trace.emit(this.record(lv, tag, format, values));
    if (this.console?.takes(lv) === true) this.console.write(lv, tag, messageText(format, values));
  }

  private record(lv: LogLevel, tag: string, format: string, values: readonly LogValue[]): LogRecord {
    const { nowUs } = this.kernel;
    let bytes = format.length;
    for (const value of values) bytes += typeof value === 'string' ? value.length : MOST_DIGITS;
    if (bytes > MAX_MESSAGE_BYTES) {
      const msg = messageText(format, values).slice(0, MAX_MESSAGE_BYTES);
      return { t: nowUs, k: 'log', lv, tag, msg };
    }
    return values.length === 0
      ? { t: nowUs, k: 'log', lv, tag, msg: format }
      : new FormattedLog(nowUs, lv, tag, format, values);
  }
}
