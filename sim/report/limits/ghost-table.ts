/** How long a client that is gone holds its place, as a table with bars. */

import type { GhostCell, GhostResult } from '../../limits/ghost.js';
import { spanText } from '../../outcomes/time-text.js';
import { tableLines } from '../summary/table.js';

/** Characters of the longest bar. */
const BAR = 16;

/** One row a cell. */
export function ghostTable(profile: string, cells: readonly GhostCell[]): string[] {
  const longestUs = Math.max(1, ...cells.map(({ result }) => heldUs(result)));
  const head = ['clients', 'settings', 'free after', '', 'sent to it', 'console'];
  const rows = cells.map(({ settings, kind, result }) => [
    kind,
    settings.map(({ name, value }) => `${lastPart(name)}=${String(value)}`).join(' ') || 'as they are',
    afterText(result),
    '#'.repeat(heldUs(result) > 0 ? Math.max(1, Math.round((heldUs(result) / longestUs) * BAR)) : 0),
    result.status === 'not-connected' ? '' : String(result.segments),
    result.status === 'freed' ? (result.line ?? '') : '',
  ]);
  return [
    `How long a client that vanishes without a packet holds its socket: ${profile}`,
    ...tableLines([head, ...rows], ['left', 'left', 'right', 'left', 'right']),
    'A device that sends nothing can not notice: only keep-alive or a ping asks. What it does send to such a client is sent',
    'again until TCP gives up, which ends the connection too.',
  ];
}

/** `httpd.keep_alive_idle` is said as `keep_alive_idle`. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function heldUs(result: GhostResult): number {
  if (result.status === 'not-connected') return 0;
  return result.status === 'freed' ? result.afterUs : result.forUs;
}

function afterText(result: GhostResult): string {
  switch (result.status) {
    case 'freed':
      return spanText(result.afterUs);
    case 'held':
      return `not within ${spanText(result.forUs)}`;
    case 'not-connected':
      return 'never connected';
  }
}
