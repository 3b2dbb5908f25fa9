/** Every TCP control block with its state, its queues and its next timer; listeners with their backlog. */

import type { DueDeadline, TcpContext } from '../lwip/tcp/context.js';
import type { TcpListener, TcpPcb } from '../lwip/tcp/pcb/pcb.js';
import type { Simulation } from '../run/simulation.js';
import { type Row, type Table, withUniqueKeys } from './table.js';

/** The device's connections and listeners, in lwIP's order: listeners, active, TIME_WAIT. */
export function netstat(simulation: Simulation): Table {
  const { ctx } = simulation.device.stack.tcp;
  const rows: Row[] = ctx.listeners.map(listenerRow);
  for (const list of [ctx.active, ctx.timeWait]) for (const pcb of list) rows.push(pcbRow(ctx, pcb));
  return withUniqueKeys(rows);
}

function listenerRow(listener: TcpListener): Row {
  const { localPort, acceptsPending, backlog, lifecycle } = listener;
  return {
    key: `listener :${localPort}`,
    state: lifecycle.state,
    port: localPort,
    backlog: `${acceptsPending}/${backlog}`,
  };
}

function pcbRow(ctx: TcpContext, pcb: TcpPcb): Row {
  const client = ctx.env.peerName(pcb.remoteIp);
  const timer = nextDeadline(ctx, pcb);
  return {
    key: `${client}:${pcb.remotePort}`,
    state: pcb.state,
    port: pcb.localPort,
    unread: pcb.rcvWndMax - pcb.rcvWnd,
    outOfOrder: pcb.ooseq.length,
    sendQueue: ctx.options.TCP_SND_BUF - pcb.sndBuf,
    unsent: pcb.unsent.length,
    unacked: pcb.unacked.length,
    window: pcb.rcvAnnWnd,
    peerWindow: pcb.sndWnd,
    cwnd: pcb.cwnd,
    retransmissions: pcb.retransmissions,
    timer: timer?.name,
    dueAtUs: timer?.dueAtUs,
  };
}

/** The first of the connection's deadlines. */
function nextDeadline({ timers }: TcpContext, pcb: TcpPcb): DueDeadline | undefined {
  let first: DueDeadline | undefined;
  for (const one of timers.deadlinesOf(pcb))
    if (first === undefined || one.dueAtUs < first.dueAtUs) first = one;
  return first;
}
