/** How a device stopped, in words. */

import type { AssertRecord, PanicRecord } from '../kernel/trace.js';

/** `crashed in task httpd: memory access fault`, `crashed: the assertion "…" failed, on the connection r1:49152`. */
export function crashText({ task, why }: PanicRecord, assertion: AssertRecord | undefined): string {
  if (assertion === undefined)
    return `crashed${task === undefined ? '' : ` in task ${task}`}: ${why ?? 'panic'}`;
  return `crashed: ${assertionText(assertion)}`;
}

/** `the assertion "…" failed, on the connection r1:49152`. */
export function assertionText({ rule, c, port }: Pick<AssertRecord, 'rule' | 'c' | 'port'>): string {
  const where = c === undefined ? '' : `, on the connection ${c}:${port ?? ''}`;
  return `the assertion "${rule.trim()}" failed${where}`;
}
