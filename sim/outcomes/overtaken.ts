/** What the end of a run has overtaken: asked just before it, with nothing in its way. */

import type { ConnectionOutcome } from './outcome-types.js';
import type { Outcome } from './outcome-words.js';
import { SLOW_US } from './slow.js';
import type { WaitKind, WaitPart } from './waits/waits.js';

/** Outcomes of what goes on. */
const OPEN: ReadonlySet<Outcome> = new Set<Outcome>(['waiting', 'incomplete', 'unanswered']);
/** What every exchange waits for. */
const ORDINARY: ReadonlySet<WaitKind> = new Set<WaitKind>([
  'link',
  'tls',
  'handler',
  'console',
  'cpu',
  'device',
  'nagle',
  'client',
]);

/** Whether a connection lacks nothing but a moment more: what came of it, the run does not tell. */
export function isOvertaken({ outcome, ending, exchanges, waits }: ConnectionOutcome): boolean {
  if (!OPEN.has(outcome) || ending !== undefined) return false;
  const open = exchanges.filter((one) => one.outcome === 'pending' || one.outcome === 'incomplete');
  return open.length === 0 ? isShort(waits) : open.every((one) => isShort(one.waits));
}

function isShort(waits: readonly WaitPart[]): boolean {
  const us = waits.reduce((sum, part) => sum + part.us, 0);
  return us < SLOW_US && waits.every(({ kind }) => ORDINARY.has(kind));
}
