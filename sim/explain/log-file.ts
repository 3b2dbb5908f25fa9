/** A serial log explained: its lines by kind, most telling first. */

import type { FirmwareRegistry } from '../document/firmware.js';
import { codeLines } from './codes-and-lines.js';
import { numberLines } from './lookup.js';
import { byWeight, meaningLines, meaningOf } from './lines/lines.js';
import type { LineMeaning } from './lines/line-meaning.js';

interface Kind {
  readonly meaning: LineMeaning;
  /** The first of them. */
  readonly line: string;
  readonly number: number;
  count: number;
}

const INDENT = '  ';
const MOST_UNKNOWN = 10;
/** Kinds that only say what the device does: counted, not explained. */
const QUIET = new Set<LineMeaning['weight']>(['news', 'trace']);

/** Lines about a log. */
export function explainLog(firmware: FirmwareRegistry, text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/\u001b\[[\d;]*m/g, '').trimEnd());
  const kinds = new Map<string, Kind>();
  const unknown: string[] = [];
  let quiet = 0;
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const meaning = meaningOf(firmware, line);
    if (meaning === undefined) unknown.push(`line ${i + 1}: ${line.trim()}`);
    else if (QUIET.has(meaning.weight)) quiet++;
    else {
      const known = kinds.get(meaning.name);
      if (known === undefined)
        kinds.set(meaning.name, { meaning, line: line.trim(), number: i + 1, count: 1 });
      else known.count++;
    }
  });
  const sorted = [...kinds.values()].sort((a, b) => byWeight(a.meaning, b.meaning) || b.count - a.count);
  return [
    ...sorted.flatMap((kind) => kindLines(firmware, kind)),
    ...(sorted.length === 0 ? ['no line that tells of a trouble'] : []),
    ...(quiet === 0
      ? []
      : [
          quiet === 1
            ? '1 line that only says what the device does'
            : `${quiet} lines that only say what the device does`,
        ]),
    ...unknownLines(unknown),
  ];
}

function kindLines(firmware: FirmwareRegistry, { meaning, line, number, count }: Kind): string[] {
  const times = count === 1 ? '' : `, ${count} times`;
  const [head = '', ...rest] = meaningLines(firmware, meaning, line);
  const told = [...numberLines(firmware, meaning, line), ...codeLines(line)];
  return [head, `${INDENT}line ${number}${times}: ${line}`, ...rest, ...told.map((one) => INDENT + one), ''];
}

function unknownLines(unknown: readonly string[]): string[] {
  if (unknown.length === 0) return [];
  const more = unknown.length - MOST_UNKNOWN;
  return [
    `${unknown.length} line${unknown.length === 1 ? '' : 's'} that the model does not know:`,
    ...unknown.slice(0, MOST_UNKNOWN).map((line) => INDENT + line),
    ...(more > 0 ? [`${INDENT}and ${more} more`] : []),
  ];
}
