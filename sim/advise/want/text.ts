/** The settings that serve a number of clients, for a person. */

import { countText } from '../../outcomes/amount-text.js';
import { cLines, overlayOf, sdkconfigLines, yamlLines } from '../written.js';
import type { WantResult } from './want.js';

const INDENT = '  ';

/** What was asked, and what was found. */
export interface WantReport {
  readonly clients: number;
  /** `websocket clients of esp32-idf-v5.3`. */
  readonly of: string;
  readonly result: WantResult;
}

/** Lines about it. */
export function wantText({ clients, of, result }: WantReport): string[] {
  const head = `${clients} ${of}`;
  if (result.status === 'impossible')
    return [
      `${head}: no settings that were tried (${result.tried} runs) serve them`,
      ...result.why.map(indented),
    ];
  const { isServedToday, settings, changes, heap, heapToday, tried } = result;
  const rows = [
    ['setting', 'today', 'smallest', 'alone'],
    ...settings.map(({ name, today, smallest, isEnoughAlone, larger }) => [
      name,
      String(today),
      String(smallest) + (larger.length === 0 ? '' : `, but not ${larger.join(', ')}`),
      smallest <= today ? 'as it is' : isEnoughAlone ? 'enough' : 'not enough',
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return [
    `${head}: ${isServedToday ? 'served as it is' : `served with ${changes.length} change${changes.length === 1 ? '' : 's'}`} (${tried} runs)`,
    ...rows.map((row) => indented(line(row))),
    `heap at its peak: ${bytes(heap.peak)} bytes (${bytes(heapToday.peak)} as it is, where not all are served); at rest ${bytes(heap['at rest'])}`,
    ...section('scenario', yamlLines(overlayOf({}, changes))),
    ...section('sdkconfig', sdkconfigLines(changes)),
    ...section('firmware', cLines(changes)),
  ];
}

function bytes(count: number | undefined): string {
  return count === undefined ? '?' : countText(count);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map(indented)];
}

function indented(line: string): string {
  return INDENT + line;
}
