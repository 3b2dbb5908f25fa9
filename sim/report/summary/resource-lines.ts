/** What was used of each limit. */

import type { UsageRecord } from '../../kernel/trace.js';
import { countText } from '../../outcomes/amount-text.js';
import { limitOf } from '../../outcomes/limits.js';
import { limitDefinition } from '../../resources/definition.js';
import { tableLines } from './table.js';

/** A line a limit (for what is only counted, or has no option, where somebody was turned away): the most that was in use, its size and the option that sets it, how often somebody was turned away. */
export function usageLines(usage: readonly UsageRecord[]): string[] {
  const limited = usage.filter(
    ({ resource, refusals }) => refusals > 0 || limitDefinition(resource.kind)?.sizedBy !== undefined,
  );
  if (limited.length === 0) return [];
  const rows = limited.map((record) => {
    const { name, size, option } = limitOf(record);
    const { peak, refusals } = record;
    return [
      name,
      `peak ${countText(peak)}`,
      size === undefined ? '' : `of ${countText(size)}`,
      refusals === 0 ? '' : `refused ${countText(refusals)}`,
      option ?? '',
    ];
  });
  return tableLines(rows, ['left', 'left', 'left', 'right']);
}

/** What the heap was used for, where that was seen. */
export function heapLines(usage: readonly UsageRecord[]): string[] {
  const heap = usage.find((record) => limitOf(record).name === 'heap');
  if (heap?.atRest === undefined) return [];
  const parts = [`${countText(heap.atRest)} at rest`];
  if (heap.perSession !== undefined) parts.push(`${countText(Math.round(heap.perSession))} an idle session`);
  if (heap.perWebsocket !== undefined)
    parts.push(`${countText(Math.round(heap.perWebsocket))} an idle websocket`);
  return [`Heap, bytes: ${[...parts, `${countText(heap.peak)} at the peak`].join(', ')}`];
}
