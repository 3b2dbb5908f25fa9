/**
 * Who holds the heap: connections with everything that is queued for them, those in TIME_WAIT, sockets of the device,
 * the programs' own allocations, and the rest, which is the system's and the stack's.
 *
 * Walked only when somebody asks; nothing is counted on the way of a byte. The shares add up to what is in use.
 */

import type { Holder } from '../kernel/trace.js';
import { partHolder } from '../resources/holder.js';
import type { Memory, PoolName } from './core/memory.js';
import { RxPbuf } from './core/pbuf.js';
import { Netbuf } from './core/udp.js';
import { netconnHolder, type Netconn } from './netconn/netconn.js';
import type { Sockets } from './sockets/sockets.js';
import type { TcpPcb } from './tcp/pcb/pcb.js';
import { pcbHolder } from './tcp/pcb/pcb-holder.js';
import type { Tcp } from './tcp/tcp.js';

/** Everything that no connection, socket or program holds. */
const SYSTEM = 'system';

/** Shares of the heap, largest first; each holder's `units` are bytes. */
export function heapHolders(memory: Memory, tcp: Tcp, sockets: Sockets): Holder[] {
  const shares: (Holder & { readonly units: number })[] = [];
  const owned = new Set<TcpPcb>();
  for (const conn of sockets.netconns.live) {
    if (conn.tcp !== undefined) owned.add(conn.tcp);
    const units = netconnBytes(memory, conn) + (conn.tcp === undefined ? 0 : pcbBytes(memory, conn.tcp));
    shares.push(Object.assign(netconnHolder(conn, tcp.ctx.env.peerName), { units }));
  }
  for (const list of [tcp.ctx.active, tcp.ctx.timeWait]) {
    for (const pcb of list) {
      if (owned.has(pcb)) continue;
      shares.push(Object.assign(pcbHolder(tcp.ctx, pcb), { units: pcbBytes(memory, pcb) }));
    }
  }
  for (const { name, bytes } of memory.accounts)
    shares.push(Object.assign(partHolder(name), { units: bytes }));
  const named = shares.reduce((sum, { units }) => sum + units, 0);
  shares.push(Object.assign(partHolder(SYSTEM), { units: memory.heap.used - named }));
  return shares.filter(({ units }) => units > 0).sort((a, b) => b.units - a.units);
}

/** Bytes of some elements of a pool; none where pools are static. */
function elements(memory: Memory, pool: PoolName, count: number): number {
  return count * memory.heapBytesOf(pool);
}

function pcbBytes(memory: Memory, pcb: TcpPcb): number {
  const segments = [...pcb.unsent, ...pcb.unacked];
  let bytes = elements(memory, 'TCP_PCB', 1);
  bytes += elements(memory, 'TCP_SEG', segments.length + pcb.ooseq.length);
  for (const segment of segments) bytes += memory.blockBytes(segment.heapBytes);
  for (const { data } of pcb.ooseq) bytes += pbufBytes(memory, data);
  return bytes + (pcb.refusedData === undefined ? 0 : pbufBytes(memory, pcb.refusedData.data));
}

function netconnBytes(memory: Memory, conn: Netconn): number {
  let bytes = elements(memory, 'NETCONN', 1);
  if (conn.listener !== undefined) bytes += elements(memory, 'TCP_PCB_LISTEN', 1);
  if (conn.udp !== undefined) bytes += elements(memory, 'UDP_PCB', 1);
  for (const mailbox of [conn.receiveMailbox, conn.acceptMailbox]) {
    if (mailbox === undefined) continue;
    bytes += mailbox.heapBytes;
    for (const message of mailbox.contents()) {
      if (message instanceof RxPbuf) bytes += pbufBytes(memory, message);
      else if (message instanceof Netbuf)
        bytes += memory.blockBytes(message.heapBytes) + elements(memory, 'NETBUF', 1);
    }
  }
  return bytes;
}

function pbufBytes(memory: Memory, head: RxPbuf): number {
  let bytes = 0;
  for (let p: RxPbuf | undefined = head; p; p = p.next) bytes += memory.blockBytes(p.heapBytes);
  return bytes;
}
