/** The device's console log, as the device prints it. */

import { profileNamed } from '../../language/firmware.js';
import {
  LOG_RANK,
  type LogLevel,
  type LogRecord,
  type MetaRecord,
  type ResRecord,
} from '../../kernel/trace.js';
import { printable } from '../../document/printable.js';
import { espConsoleLine } from './console-esp.js';
import { W800Console, type ClockSetting } from './console-w800.js';
import { FIRMWARE } from '../../run/firmware.js';

/** Tick of a device whose trace does not tell: FreeRTOS at 100 Hz, as ESP-IDF sets it. */
const DEFAULT_TICK_US = 10_000;

/** Choices about the console. */
export interface ConsoleOptions {
  /** Least important level that is printed. */
  readonly level: LogLevel;
  /** Level colours as ESP-IDF prints them; the W800 prints none. */
  readonly color: boolean;
  /** The output is a terminal: control characters of logged data are made visible instead of obeyed. */
  readonly terminal?: boolean;
  /** When the scenario sets the device's wall clock. */
  readonly clockSettings?: readonly ClockSetting[];
}

/** Turns log records into console text, one character a byte. */
export class ConsolePrinter {
  private tickUs = DEFAULT_TICK_US;
  private w800: W800Console | undefined;

  constructor(private readonly options: ConsoleOptions) {}

  /** The trace's first record says which device it is. */
  begin({ profile, tickUs }: MetaRecord): void {
    this.tickUs = tickUs;
    if (profileNamed(FIRMWARE, profile)?.family === 'libwebsockets') {
      this.w800 = new W800Console(tickUs, this.options.clockSettings);
    }
  }

  /** Resource counts: the W800's lines show free heap. */
  noteResources(record: ResRecord): void {
    const used = record['heap'];
    if (typeof used === 'number') this.w800?.noteHeap(used);
  }

  /** The text of a record, with its line end; empty when its level is not printed. */
  text(record: LogRecord): string {
    if (LOG_RANK[record.lv] > LOG_RANK[this.options.level]) return '';
    const shown =
      this.options.terminal === true
        ? { ...record, msg: printable(record.msg.replaceAll('\r\n', '\n')) }
        : record;
    return this.w800?.line(shown) ?? espConsoleLine(shown, this.tickUs, this.options.color);
  }
}
