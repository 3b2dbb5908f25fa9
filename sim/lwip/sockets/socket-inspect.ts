/** Read-only views of the socket table, for the REPL's `sockets` and `netstat`. */

import type { Environment } from '../core/environment.js';
import { netconnName, type Netconn, type NetconnType } from '../netconn/netconn.js';
import type { NetconnState } from '../netconn/netconn.table.js';
import type { SocketSlotState } from './socket-slot.table.js';
import type { SocketSlot } from './socket-slot.js';
import type { TcpState } from '../tcp/pcb/connection.table.js';

/** One slot, as people want to see it. */
export interface SocketView {
  readonly fd: number;
  readonly slot: SocketSlotState;
  /** The rest is undefined for a free slot. */
  readonly type: NetconnType | 'listener' | undefined;
  /** Client served, `listener :80`, `udp :32768`. */
  readonly name: string | undefined;
  /** What a blocking operation waits for. */
  readonly netconn: NetconnState | undefined;
  /** Undefined when there is no pcb any more. */
  readonly tcp: TcpState | 'listen' | undefined;
  readonly localPort: number | undefined;
  readonly remoteIp: number | undefined;
  readonly remotePort: number | undefined;
  readonly receiveEvents: number;
  readonly writable: boolean;
  readonly failed: boolean;
  readonly receiveMailbox: MailboxView | undefined;
  readonly acceptMailbox: MailboxView | undefined;
  /** Bytes or datagrams left over from the last receive call. */
  readonly leftOver: boolean;
  /** Tasks inside a call on the slot, and how many of them wait in select() or poll(). */
  readonly users: number;
  readonly selectWaiting: number;
  /** Names of tasks that are blocked in a call on this netconn. */
  readonly waitingTasks: readonly string[];
}

/** A mailbox: messages in it, most there ever were, room for how many. */
export interface MailboxView {
  readonly length: number;
  readonly peak: number;
  readonly capacity: number;
}

/** Describes one slot. */
export function viewSlot(env: Environment, slot: SocketSlot): SocketView {
  const { conn } = slot;
  const pcb = conn?.tcp ?? conn?.listener ?? conn?.udp;
  return {
    fd: slot.fd,
    slot: slot.lifecycle.state,
    type: conn?.listener !== undefined ? 'listener' : conn?.type,
    name: conn && netconnName(conn, env.peerName),
    netconn: conn?.state,
    tcp: conn?.listener !== undefined ? 'listen' : conn?.tcp?.state,
    localPort: pcb?.localPort,
    remoteIp: conn?.tcp?.remoteIp,
    remotePort: conn?.tcp?.remotePort,
    receiveEvents: slot.receiveEvents,
    writable: slot.writable,
    failed: slot.failed,
    receiveMailbox: viewMailbox(conn?.receiveMailbox),
    acceptMailbox: viewMailbox(conn?.acceptMailbox),
    leftOver: slot.lastData !== undefined,
    users: slot.users,
    selectWaiting: slot.selectWaiting,
    waitingTasks: waitingTasks(conn),
  };
}

function viewMailbox(mailbox: MailboxView | undefined): MailboxView | undefined {
  return mailbox && { length: mailbox.length, peak: mailbox.peak, capacity: mailbox.capacity };
}

/** Tasks that wait for a message or for the end of an operation. */
function waitingTasks(conn: Netconn | undefined): string[] {
  if (conn === undefined) return [];
  const names = conn.mailboxWaiters.map((task) => task.name);
  if (conn.currentCall !== undefined) names.push(conn.currentCall.task.name);
  return names;
}
