/**
 * The device's console: log lines by level and tag.
 *
 * Callers on hot paths test `log.debug` before they format: `if (log.debug) log.d(TAG, \`newfd = ${fd}\`)`.
 */

import type { ConsoleUart } from './console-uart.js';
import type { Kernel } from './kernel.js';
import { LOG_RANK, type LogLevel, type Trace } from './trace.js';

/** Longer messages are cut, as in the reference traces (harness/trace.c); a real console shows all of them. */
const MAX_MESSAGE_BYTES = 16_383;

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

  e(tag: string, msg: string): void {
    this.write('E', tag, msg);
  }

  w(tag: string, msg: string): void {
    this.write('W', tag, msg);
  }

  i(tag: string, msg: string): void {
    this.write('I', tag, msg);
  }

  /** libwebsockets' notice level. */
  n(tag: string, msg: string): void {
    this.write('N', tag, msg);
  }

  d(tag: string, msg: string): void {
    this.write('D', tag, msg);
  }

  write(lv: LogLevel, tag: string, msg: string): void {
    if (this.isHeard(lv)) {
      const cut = msg.length > MAX_MESSAGE_BYTES ? msg.slice(0, MAX_MESSAGE_BYTES) : msg;
      this.trace.emit({ t: this.kernel.nowUs, k: 'log', lv, tag, msg: cut });
    }
    if (this.console?.takes(lv) === true) this.console.write(lv, tag, msg);
  }
}
