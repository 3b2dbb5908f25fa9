/**
 * The TCP module of the device's stack: lwIP's raw API for the netconn layer, and input from the driver.
 *
 * See input.ts, receive.ts, output.ts, write.ts, timers.ts and close.ts for what is modelled.
 */

import type { ConnectedCallback } from './pcb/pcb.js';
import type { Holder } from '../../kernel/trace.js';
import { ipLength, type Ipv4, type Segment } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import type { Environment } from '../core/environment.js';
import { Err } from '../core/errno.js';
import type { Memory } from '../core/memory.js';
import type { LwipOptions } from '../core/options.js';
import { RxPbuf } from '../core/pbuf.js';
import { pcbHolder } from './pcb/pcb-holder.js';
import { TCP_ACTIVE, TCP_LISTEN, TIME_WAIT } from '../../resources/definitions.js';
import { partHolder } from '../../resources/holder.js';
import { counted } from '../../resources/resource.js';
import type { Tcpip } from '../core/tcpip.js';
import type { TcpApi } from './api.js';
import {
  abandon,
  backlogAccepted,
  backlogDelayed,
  closeListener,
  tcpClose,
  tcpShutdown,
} from './pcb/close.js';
import { TcpContext } from './context.js';
import { refuseSending } from './pcb/connection-limits.js';
import { allocatePcb, listen } from './pcb/create.js';
import { tcpInput } from './input/input.js';
import { tcpOutput } from './output/output.js';
import type { TcpListener, TcpPcb } from './pcb/pcb.js';
import { TcpTimers } from './pcb/timers.js';
import { tcpReceived } from './output/window.js';
import { enqueueFlags, tcpWrite } from './output/write.js';
import { SYN } from '../../wire/segment.js';

export class Tcp implements TcpApi {
  readonly ctx: TcpContext;

  constructor(
    env: Environment,
    options: LwipOptions,
    memory: Memory,
    private readonly tcpip: Tcpip,
    output: (segment: Segment) => void,
    localIp: Ipv4,
  ) {
    const holdersIn = (list: Iterable<TcpPcb>): Holder[] =>
      Array.from(list, (pcb) => pcbHolder(this.ctx, pcb));
    this.ctx = new TcpContext(env, options, memory, output, localIp, {
      active: counted(env, TCP_ACTIVE, () => holdersIn(this.ctx.active)),
      timeWait: counted(env, TIME_WAIT, () => holdersIn(this.ctx.timeWait)),
      listening: counted(env, TCP_LISTEN, () =>
        this.ctx.listeners.map(({ localPort }) => partHolder(`listener :${localPort}`)),
      ),
    });
    const timers = new TcpTimers(this.ctx);
    this.ctx.timers = timers;
    tcpip.setTickSource(timers);
  }

  /** Whoever holds a pcb, one entry a pcb. */
  holders(): readonly Holder[] {
    return [...this.ctx.active, ...this.ctx.timeWait].map((pcb) => pcbHolder(this.ctx, pcb));
  }

  /** Whoever has segments queued, unacknowledged or out of order. */
  segmentHolders(): readonly Holder[] {
    return Array.from(this.ctx.active)
      .map((pcb) => ({ pcb, units: pcb.unsent.length + pcb.unacked.length + pcb.ooseq.length }))
      .filter(({ units }) => units > 0)
      .map(({ pcb, units }) => Object.assign(pcbHolder(this.ctx, pcb), { units }));
  }

  /**
   * A packet from the network driver (event context). False when there was no memory for it and it was dropped.
   */
  inputFromDriver(segment: Segment): boolean {
    const { memory, env } = this.ctx;
    const bytes = this.driverBytes(segment);
    const client = env.peerName(segment.srcIp);
    if (!memory.malloc(bytes)) {
      memory.heap.refuse({ client, port: segment.srcPort, effect: 'packet dropped by the driver' });
      return false;
    }
    if (!memory.takeElement('TCPIP_MSG_INPKT')) {
      memory.free(bytes);
      memory
        .resourceOf('TCPIP_MSG_INPKT')
        .refuse({ client, port: segment.srcPort, effect: 'packet dropped by the driver' });
      return false;
    }
    this.tcpip.call(this.takePacket, segment);
    return true;
  }

  private readonly takePacket = (segment: Segment): void => {
    tcpInput(this.ctx, segment, new RxPbuf(segment.payload, this.driverBytes(segment)));
    this.ctx.memory.releaseElement('TCPIP_MSG_INPKT');
  };

  /** Heap that the driver takes for a packet. */
  private driverBytes(segment: Segment): number {
    return ipLength(segment) + this.ctx.options.RX_BUFFER_OVERHEAD_BYTES;
  }

  /** Tells the timers that options of a pcb (keep-alive, poll) have changed. */
  touch(pcb: TcpPcb): void {
    this.ctx.timers.touch(pcb);
  }

  create(): TcpPcb | undefined {
    return allocatePcb(this.ctx, 'socket', { effect: 'socket() failed' });
  }

  bind(pcb: TcpPcb, ip: Ipv4, port: number): Err {
    if (pcb.state !== 'closed') return Err.VAL;
    let localPort = port;
    if (localPort === 0) {
      localPort = this.ctx.newPort();
      if (localPort === 0) return Err.BUF;
    } else if (this.isPortTaken(pcb, ip, localPort)) {
      return Err.USE;
    }
    pcb.localIp = ip;
    pcb.localPort = localPort;
    this.ctx.bound.add(pcb);
    return Err.OK;
  }

  /** Whether another pcb has the address; two that both have SO_REUSEADDR may share it (`tcp_bind`). */
  private isPortTaken(pcb: TcpPcb, ip: Ipv4, port: number): boolean {
    const { ctx } = this;
    const clashes = (other: { localIp: Ipv4; localPort: number; reuseAddress: boolean }): boolean =>
      other.localPort === port &&
      !(ctx.options.SO_REUSE && pcb.reuseAddress && other.reuseAddress) &&
      (other.localIp === 0 || ip === 0 || other.localIp === ip);
    if (ctx.listeners.some(clashes)) return true;
    const lists = [ctx.bound, ctx.active];
    if (!(ctx.options.SO_REUSE && pcb.reuseAddress)) lists.push(ctx.timeWait);
    for (const list of lists) for (const other of list) if (clashes(other)) return true;
    return false;
  }

  listen(pcb: TcpPcb, backlog: number): TcpListener | Err {
    return listen(this.ctx, pcb, backlog);
  }

  connect(pcb: TcpPcb, ip: Ipv4, port: number, connected: ConnectedCallback): Err {
    const { ctx } = this;
    if (pcb.state !== 'closed') return Err.ISCONN;
    pcb.remoteIp = ip;
    pcb.remotePort = port;
    if (pcb.localIp === 0) pcb.localIp = ctx.localIp;
    const bound = pcb.list;
    if (pcb.localPort === 0) pcb.localPort = ctx.newPort();
    if (pcb.localPort === 0) return Err.BUF;
    const iss = ctx.nextIss();
    pcb.rcvNxt = 0;
    pcb.sndNxt = iss;
    pcb.lastAck = seqAdd(iss, -1);
    pcb.sndWl2 = seqAdd(iss, -1);
    pcb.sndLbb = seqAdd(iss, -1);
    pcb.rcvAnnRightEdge = 0;
    pcb.sndWnd = ctx.options.TCP_WND;
    pcb.mss = ctx.effectiveMss(pcb.mss);
    pcb.onConnected = connected;
    const error = enqueueFlags(ctx, pcb, SYN);
    if (error !== Err.OK) return error;
    pcb.lifecycle.send('active-open');
    bound?.remove(pcb);
    ctx.registerActive(pcb);
    tcpOutput(ctx, pcb);
    ctx.timers.touch(pcb);
    return Err.OK;
  }

  write(pcb: TcpPcb, data: Uint8Array, offset: number, length: number, more: boolean): Err {
    const error = tcpWrite(this.ctx, pcb, data, offset, length, more);
    this.ctx.timers.touch(pcb);
    return error;
  }

  output(pcb: TcpPcb): Err {
    const error = tcpOutput(this.ctx, pcb);
    this.ctx.timers.touch(pcb);
    return error;
  }

  received(pcb: TcpPcb, bytes: number): void {
    tcpReceived(this.ctx, pcb, bytes);
    this.ctx.timers.touch(pcb);
  }

  close(pcb: TcpPcb): Err {
    return this.closeExt(pcb, true);
  }

  closeExt(pcb: TcpPcb, rstOnUnreadData: boolean): Err {
    const error = tcpClose(this.ctx, pcb, rstOnUnreadData);
    this.ctx.timers.touch(pcb);
    return error;
  }

  closeListener(listener: TcpListener): void {
    closeListener(this.ctx, listener);
  }

  shutdown(pcb: TcpPcb, rx: boolean, tx: boolean): Err {
    const error = tcpShutdown(this.ctx, pcb, rx, tx);
    this.ctx.timers.touch(pcb);
    return error;
  }

  abort(pcb: TcpPcb): void {
    abandon(this.ctx, pcb, true);
  }

  backlogDelayed(pcb: TcpPcb): void {
    backlogDelayed(pcb);
  }

  backlogAccepted(pcb: TcpPcb): void {
    backlogAccepted(pcb);
  }

  sendBuffer(pcb: TcpPcb): number {
    return pcb.sndBuf;
  }

  sendQueueLength(pcb: TcpPcb): number {
    return pcb.sndQueueLength;
  }

  /** A task gives up sending: records what was full. */
  refuseSending(pcb: TcpPcb, effect: string): void {
    refuseSending(this.ctx, pcb, effect);
  }
}
