/** Every TCP control block with its state, its queues and its next timer; listeners with their backlog. */

import type { TcpContext } from '../lwip/tcp/context.js';
import { TF_ACK_DELAY, TF_RXCLOSED, type TcpListener, type TcpPcb } from '../lwip/tcp/pcb.js';
import type { Simulation } from '../run/simulation.js';
import { type Row, type Table, withUniqueKeys } from './table.js';

/** A timer of a connection: its name and when it is due. */
interface Timer {
  readonly name: string;
  /** undefined: at one of the next ticks. */
  readonly dueAtUs: number | undefined;
}

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
  const timer = nextTimer(ctx, pcb);
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

/** The first of the connection's timers to come due. */
function nextTimer(ctx: TcpContext, pcb: TcpPcb): Timer | undefined {
  return timersOf(ctx, pcb).reduce<Timer | undefined>(
    (first, timer) => (first === undefined || (timer.dueAtUs ?? 0) < (first.dueAtUs ?? 0) ? timer : first),
    undefined,
  );
}

function timersOf(ctx: TcpContext, pcb: TcpPcb): Timer[] {
  const { options, timers, slowIntervalMs } = ctx;
  const found: Timer[] = [];
  const add = (name: string, tick: number): void => {
    found.push({ name, dueAtUs: timers.timeOfTickUs(tick) });
  };
  /** lwIP's limits are passed, not reached: one tick more than fits. */
  const afterIdle = (name: string, ms: number): void => {
    add(name, pcb.lastActivityTick + Math.floor(ms / slowIntervalMs) + 1);
  };
  if (pcb.flags & TF_ACK_DELAY) add('delayed ACK', ctx.ticks + 1);
  if (pcb.rtoStartTick !== undefined) add('retransmit', pcb.rtoStartTick + pcb.rto);
  if (pcb.persistBackoff > 0) found.push({ name: 'window probe', dueAtUs: undefined });
  switch (pcb.state) {
    case 'time-wait':
    case 'last-ack':
      afterIdle(pcb.state, 2 * options.TCP_MSL);
      break;
    case 'syn-rcvd':
      afterIdle(pcb.state, options.TCP_SYN_RCVD_TIMEOUT);
      break;
    case 'fin-wait-2':
      if (pcb.flags & TF_RXCLOSED) afterIdle(pcb.state, options.TCP_FIN_WAIT_TIMEOUT);
      break;
    case 'established':
    case 'close-wait':
      if (pcb.keepAlive) afterIdle('keep-alive', pcb.keepIdleMs + pcb.keepProbesSent * pcb.keepIntervalMs);
      break;
    default:
      break;
  }
  return found;
}
