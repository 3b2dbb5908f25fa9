/** How long things took: p50, p95 and the longest of each group, and what most of the time was waited for. */

import { sizeText } from '../../outcomes/amount-text.js';
import { spanText } from '../../outcomes/time-text.js';
import type { Distribution } from '../../outcomes/tally/distribution.js';
import { othersIn, waitsInAll, waitsText } from '../../outcomes/waits/waits-text.js';
import { byStem, type ClientRow } from './client-lines.js';
import { namesText } from '../../outcomes/names.js';
import { tableLines } from './table.js';

const MOST_GROUPS = 8;
const P50 = 50;
const P95 = 95;
/** The share of the time that others than the link must have before it is told. */
const TOLD_SHARE = 0.2;

/** The table, of all groups if that is asked; nothing where nobody was connected. */
export function timeLines(rows: readonly ClientRow[], isAll = false): string[] {
  const groups = byStem(rows).filter(({ tally }) => tally.connectTimes.count > 0);
  const toldGroups = isAll ? groups : groups.slice(0, MOST_GROUPS);
  const cells = toldGroups.map(({ clients, tally }) => [
    namesText(clients),
    timesText(tally.connectTimes),
    timesText(tally.firstByteTimes),
    timesText(tally.completeTimes),
    tally.bytes === 0 ? '' : sizeText(tally.bytes),
  ]);
  if (cells.length === 0) return [];
  const lines = tableLines([['', 'connect', 'first byte', 'complete', 'bytes'], ...cells]);
  for (const { clients, tally } of toldGroups) {
    const waits = waitsInAll(othersIn(tally.waits.list()));
    const total = waits.reduce((sum, { us }) => sum + us, 0);
    const [largest] = waits.filter(({ kind }) => kind !== 'link');
    if (largest !== undefined && largest.us >= total * TOLD_SHARE)
      lines.push(`${namesText(clients)} waited ${spanText(total)} in all: ${waitsText(waits)}`);
  }
  const rest = groups.length - toldGroups.length;
  if (rest > 0) lines.push(rest === 1 ? '… and 1 more group' : `… and ${rest} more groups`);
  return lines;
}

function timesText(times: Distribution): string {
  if (times.count === 0) return '';
  const [p50, p95, most] = [times.percentile(P50), times.percentile(P95), times.max].map(spanText);
  return times.count === 1 || (p50 === p95 && p95 === most) ? p50! : `${p50!} / ${p95!} / ${most!}`;
}
