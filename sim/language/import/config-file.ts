/** A configuration file of the device's own (sdkconfig, prj.config, lwipopts.h): values by name, with their places. */

import { ScenarioError } from '../../document/diagnostic.js';
import type { ErrorCode } from '../../document/diagnostic.js';
import type { EntryPart, Position, SourceText, ValuePath } from '../../document/place.js';
import type { Located, Place } from '../../document/origin.js';

/** What an option can be set to in such a file. */
export type ConfigValue = number | boolean | string;

/** A stretch of the file's text, as UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One option as the file sets it; the last definition counts. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: ConfigValue;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** Places in a configuration file. */
export class ConfigText {
  private readonly lineStarts: number[] = [0];

  constructor(readonly source: SourceText) {
    const { text } = source;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.lineStarts.push(i + 1);
  }

  /** Position and text of a span. */
  place({ start, end }: Span): { position: Position; text: string } {
    let line = 0;
    for (let low = 0, high = this.lineStarts.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.lineStarts[middle]! <= start) {
        line = middle;
        low = middle + 1;
      } else high = middle;
    }
    const position = { line: line + 1, column: start - this.lineStarts[line]! + 1 };
    return { position, text: this.source.text.slice(start, end).split('\n', 1)[0] ?? '' };
  }

  /** A complaint about a span. */
  error(span: Span, message: string, hint?: string, code: ErrorCode = 'bad-config'): ScenarioError {
    const { file, text } = this.source;
    return new ScenarioError(file, [{ code, message, hint, ...this.place(span) }], text);
  }
}

/** A file's options as a composed scenario refers to them: by path `[NAME]`. */
export class ConfigLocations implements Located {
  readonly source: SourceText;

  constructor(
    private readonly text: ConfigText,
    private readonly entries: ReadonlyMap<string, ConfigEntry>,
  ) {
    this.source = text.source;
  }

  locate(path: ValuePath, part: EntryPart = 'value'): Place {
    const entry = this.entries.get(String(path[0]));
    if (entry === undefined) return this.text.place({ start: 0, end: 0 });
    return this.text.place(part === 'key' ? entry.nameSpan : entry.valueSpan);
  }
}
