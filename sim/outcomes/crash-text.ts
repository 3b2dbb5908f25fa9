/** How a device stopped, in words. */

import type { AssertRecord, LivelockRecord, PanicRecord } from '../kernel/trace.js';
import { secondsText } from './time-text.js';

/** `crashed in task httpd: memory access fault`, `crashed: the assertion "…" failed, on the connection r1:49152`. */
export function crashText({ task, why }: PanicRecord, assertion: AssertRecord | undefined): string {
  if (assertion === undefined)
    return `crashed${task === undefined ? '' : ` in task ${task}`}: ${why ?? 'panic'}`;
  return `crashed: ${assertionText(assertion)}`;
}

/** What is known of a hang: a {@link LivelockRecord} without its time. */
export type Hang = {
  readonly [K in keyof Omit<LivelockRecord, 't' | 'k'>]: LivelockRecord[K] | undefined;
} & Pick<LivelockRecord, 'task' | 'loop' | 'since'>;

/** `hangs since 11.000 s: task httpd loops for ever in httpd_server, on socket 57 of tab1: recv error 104 taken for success since 10.950 s`. */
export function hangText({ task, loop, since, fd, c, port, why, from }: Hang): string {
  const client = c === undefined ? '' : `${c}${port === undefined ? '' : `:${port}`}`;
  const socket = fd === undefined ? '' : `, on socket ${fd}${client === '' ? '' : ` of ${client}`}`;
  const where = fd === undefined && client !== '' ? `, for ${client}` : socket;
  const start = from === undefined ? '' : ` since ${secondsText(from)}`;
  const reason = why === undefined ? '' : `: ${why}${start}`;
  return `hangs since ${secondsText(since)}: task ${task} loops for ever in ${loop}${where}${reason}`;
}

/** `the assertion "…" failed, on the connection r1:49152`. */
export function assertionText({ rule, c, port }: Pick<AssertRecord, 'rule' | 'c' | 'port'>): string {
  const where = c === undefined ? '' : `, on the connection ${c}:${port ?? ''}`;
  return `the assertion "${rule.trim()}" failed${where}`;
}
