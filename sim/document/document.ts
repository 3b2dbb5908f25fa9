/** YAML text to plain values, with the limits that keep hostile input harmless, and places for every value. */

import { firstLine } from './printable.js';
import { ScenarioError } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { locateOrigin } from './origin.js';
import type { Origin, Place } from './origin.js';
import type { EntryPart, Position, SourceText, ValuePath } from './place.js';
import { CarefulRead, YamlError } from './yaml/careful-reader.js';
import { readFast } from './yaml/fast-reader.js';
import { Cursor } from './yaml/cursor.js';
import type { FoundStretch } from './yaml/offsets.js';
import { plainValue } from './yaml/scalars.js';

/** Finds the value (or its key) at a path of a text. */
type Find = (path: ValuePath, part: EntryPart) => FoundStretch;

/** A parsed YAML file: its values, and where each of them stands. */
export class ScenarioDocument {
  private constructor(
    readonly source: SourceText,
    readonly value: unknown,
    private readonly find: Find,
    private readonly lines: Lines,
    private readonly origin?: Origin,
  ) {}

  /** Parses; throws `ScenarioError` for anything that is not one YAML document within the limits. */
  static parse(source: SourceText): ScenarioDocument {
    const { text, file } = source;
    const lines = new Lines(text);
    const fast = readFast(text);
    if (fast !== undefined) {
      const { value, offsets } = fast;
      const keyAt = (start: number, end: number): string => keyOf(text.slice(start, end));
      return new ScenarioDocument(source, value, (path, part) => offsets.find(path, part, keyAt), lines);
    }
    try {
      const careful = CarefulRead.read(text);
      return new ScenarioDocument(source, careful.value, (path, part) => careful.find(path, part), lines);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const [first, ...rest] = error.problems.map(({ code, message, hint, start, end }) => ({
        code,
        message,
        hint,
        position: lines.position(start),
        text: firstLine(text.slice(start, end)),
      }));
      throw new ScenarioError(file, [first!, ...rest], text);
    }
  }

  /** The same file with a value put together from it and others; `origin` says what comes from where. */
  composed(value: unknown, origin: Origin): ScenarioDocument {
    return new ScenarioDocument(this.source, value, this.find, this.lines, origin);
  }

  /** Place and text of the value (or of its key) at a path; of the nearest enclosing value where it is missing. */
  locate(path: ValuePath, part: EntryPart = 'value'): Place {
    if (this.origin !== undefined) {
      const place = locateOrigin(this.origin, path, part);
      return place.source === this.source ? { ...place, source: undefined } : place;
    }
    const { start, end, isCollection } = this.find(path, part);
    const text = isCollection ? '' : firstLine(this.source.text.slice(start, end));
    return { position: this.lines.position(start), text };
  }

  /** An error about the values at paths of this document, in file order. */
  error(diagnostics: readonly Diagnostic[]): ScenarioError {
    const line = (d: Diagnostic): number => d.position?.line ?? 0;
    const column = (d: Diagnostic): number => d.position?.column ?? 0;
    const elsewhere = (d: Diagnostic): number => (d.source === undefined ? 0 : 1);
    const sorted = [...diagnostics].sort(
      (a, b) => elsewhere(a) - elsewhere(b) || line(a) - line(b) || column(a) - column(b),
    );
    const [first, ...rest] = sorted;
    if (!first) throw new TypeError('an error needs a diagnostic');
    return new ScenarioError(this.source.file, [first, ...rest], this.source.text);
  }
}

/** Beginnings of the lines of a text, looked for when somebody asks. */
class Lines {
  private starts: readonly number[] | undefined;

  constructor(private readonly text: string) {}

  position(offset: number): Position {
    const starts = (this.starts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** The key that stands in a stretch of the text. */
export function keyOf(written: string): string {
  if (!/^["']/.test(written)) return String(plainValue(written));
  const cursor = new Cursor(written);
  cursor.scalar(false);
  return cursor.scalarText;
}
