/**
 * Log messages as the firmware's sources have them: a format with `%d` and `%s`, and what goes into it. Nobody puts them
 * together before somebody reads them, and a writer that meets the same format a million times looks at its text once.
 *
 * Both conversions are the next value as it is: what C prints with a width or in hex is given as text.
 */

import type { LogLevel, LogRecord } from './trace.js';

/** What goes into a format. */
export type LogValue = string | number;

const CONVERSION = /%[ds]/;

/** The constant pieces of a format, one more than it takes values. */
export function formatPieces(format: string): readonly string[] {
  return format.split(CONVERSION);
}

/** A message; without values the format is the message, whatever it has in it. */
export function messageText(format: string, values: readonly LogValue[]): string {
  if (values.length === 0) return format;
  const pieces = formatPieces(format);
  let text = pieces[0]!;
  for (let i = 0; i < values.length; i++) text += `${values[i]!}${pieces[i + 1]!}`;
  return text;
}

/** How Node's console shows an object; in a browser nobody asks. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** A record of a message that is put together when somebody reads it. */
export class FormattedLog implements LogRecord {
  readonly k = 'log';
  private text: string | undefined;

  constructor(
    readonly t: number,
    readonly lv: LogLevel,
    readonly tag: string,
    readonly format: string,
    readonly values: readonly LogValue[],
  ) {}

  get msg(): string {
    return (this.text ??= messageText(this.format, this.values));
  }

  /** As a trace file has it. */
  toJSON(): LogRecord {
    const { t, k, lv, tag, msg } = this;
    return { t, k, lv, tag, msg };
  }

  [INSPECT](): LogRecord {
    return this.toJSON();
  }
}
