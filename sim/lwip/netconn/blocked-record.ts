/** `blocked` records: a task waits in a socket call for one client. */

import type { Task } from '../../kernel/task.js';
import type { NetconnContext } from './netconn.js';
import type { Netconn } from './netconn.js';
import { netconnName } from './netconn.js';

/** Writes the record for a task's wait on a connection; listeners and datagrams have no client. */
export function traceBlocked(
  ctx: NetconnContext,
  conn: Netconn,
  task: Task | undefined,
  ev: 'begin' | 'end',
  call: 'recv' | 'send',
): void {
  const { env, kernel } = ctx;
  if (!env.trace.wants.blocked || conn.type !== 'tcp' || conn.peerIp === 0) return;
  const c = netconnName(conn, env.peerName);
  env.trace.emit({ t: kernel.nowUs, k: 'blocked', ev, task: task?.name ?? '', call, c, port: conn.peerPort });
}
