/** Tables of the inspection interface as text. */

import { TIME_COLUMN_SUFFIX, type Cell, type Row, type Table } from '../../inspect/table.js';
import { relativeText } from './time.js';

const GAP = '  ';
/** `purgeOrder` becomes `purge order`. */
const CAPITAL = /[A-Z]/g;

/** The lines of a table; columns in which no row has anything are left out. Times are told from `nowUs`. */
export function viewLines(table: Table, nowUs: number, keyTitle: string): string[] {
  if (table.length === 0) return ['(none)'];
  const columns = [...new Set(table.flatMap((row) => Object.keys(row)))].filter((column) =>
    table.some((row) => row[column] !== undefined),
  );
  const titles = columns.map((column) => (column === 'key' ? keyTitle : title(column)));
  const cells = table.map((row) => columns.map((column) => cellText(column, row[column], nowUs)));
  const isNumber = columns.map((column) =>
    table.every((row) => typeof (row[column] ?? 0) === 'number' && !isTime(column)),
  );
  const widths = titles.map((text, i) => Math.max(text.length, ...cells.map((row) => row[i]!.length)));
  return [titles, ...cells].map((row) =>
    row
      .map((text, i) => (isNumber[i]! ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join(GAP)
      .trimEnd(),
  );
}

/** One cell. */
export function cellText(column: string, value: Cell, nowUs: number): string {
  if (value === undefined) return '-';
  if (isTime(column)) return relativeText(Number(value), nowUs);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** `wakesAtUs` reads `wakes`. */
export function title(column: string): string {
  const name = isTime(column) ? column.slice(0, -TIME_COLUMN_SUFFIX.length) : column;
  return name.replace(CAPITAL, (letter) => ` ${letter.toLowerCase()}`);
}

function isTime(column: string): boolean {
  return column.endsWith(TIME_COLUMN_SUFFIX);
}

/** What differs between two looks at a table, one line a change. */
export function tableChanges(before: Table, after: Table, nowUs: number): string[] {
  const lines: string[] = [];
  const old = new Map(before.map((row) => [row.key, row]));
  const now = new Map(after.map((row) => [row.key, row]));
  for (const [key, row] of old) if (!now.has(key)) lines.push(`- ${key}${summary(row, nowUs)}`);
  for (const [key, row] of now) {
    const was = old.get(key);
    if (was === undefined) lines.push(`+ ${key}${summary(row, nowUs)}`);
    else lines.push(...rowChanges(was, row, nowUs));
  }
  return lines;
}

function rowChanges(was: Row, row: Row, nowUs: number): string[] {
  const columns = [...new Set([...Object.keys(was), ...Object.keys(row)])].filter(
    (name) => was[name] !== row[name],
  );
  if (columns.length === 0) return [];
  const changes = columns.map(
    (name) => `${title(name)} ${cellText(name, was[name], nowUs)} -> ${cellText(name, row[name], nowUs)}`,
  );
  return [`  ${row.key}: ${changes.join(', ')}`];
}

function summary(row: Row, nowUs: number): string {
  const filled = Object.entries(row).filter(([name, value]) => name !== 'key' && value !== undefined);
  return filled.length === 0
    ? ''
    : `: ${filled.map(([name, value]) => `${title(name)} ${cellText(name, value, nowUs)}`).join(', ')}`;
}
