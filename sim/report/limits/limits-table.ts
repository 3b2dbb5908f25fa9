/** The limits as a table, and what has changed since they were locked. */

import type { LimitChange, Lock } from '../../limits/lock.js';
import type { LimitsReport } from '../../limits/result.js';
import { cellText, nextText, resultText, servedText, stopText } from './limits-text.js';
import { tableLines } from '../summary/table.js';

/** One row a cell. */
export function limitsTable(report: LimitsReport): string[] {
  const names = [...new Set(report.cells.flatMap(({ settings }) => settings.map(({ name }) => name)))];
  const head = [...names, 'clients', 'served', 'the next one', 'stopped by'];
  const rows = report.cells.map(({ settings, kind, result }) => [
    ...names.map((name) => String(settings.find((one) => one.name === name)?.value ?? '')),
    kind,
    servedText(result),
    nextText(result),
    stopText(result),
  ]);
  return tableLines([head, ...rows], [...names.map(() => 'right' as const), 'left', 'right']);
}

/** What differs from the lock, cell by cell; one line when nothing does. */
export function changeLines(
  lock: Lock,
  changes: readonly LimitChange[],
  cells: number,
  tool: string,
): string[] {
  const versions = lock.tool === tool ? [] : [`The lock was written by ${lock.tool}; this is ${tool}.`];
  if (changes.length === 0) return [`${lock.file}: ${cells} limits, none changed`];
  const lines = changes.flatMap(({ before, after }) => {
    const cell = after ?? before;
    return [
      cell === undefined ? '' : cellText(cell),
      `  - ${before === undefined ? 'not in the lock' : resultText(before.result)}`,
      `  + ${after === undefined ? 'not measured' : resultText(after.result)}`,
    ];
  });
  return [`${lock.file}: ${changes.length} of ${cells} limits changed`, ...versions, ...lines];
}
