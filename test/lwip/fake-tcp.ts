/** A TCP that does what the test says, and a device with nothing on it but sockets. */

import { traitsOf } from '../../firmware-model/releases/index.js';
import type { ConnectedCallback } from '../../sim/lwip/tcp/pcb/pcb.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import { DeviceLog } from '../../sim/kernel/log.js';
import type { Task } from '../../sim/kernel/task.js';
import { Trace, type RefuseRecord } from '../../sim/kernel/trace.js';
import type { Environment } from '../../sim/lwip/core/environment.js';
import { Err } from '../../sim/lwip/core/errno.js';
import { Memory } from '../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import { RxPbuf } from '../../sim/lwip/core/pbuf.js';
import { BACKLOG } from '../../sim/resources/definitions.js';
import { LimitedResource } from '../../sim/resources/resource.js';
import { Sockets } from '../../sim/lwip/sockets/sockets.js';
import type { TcpApi } from '../../sim/lwip/tcp/api.js';
import { TCP_LIFECYCLE } from '../../sim/lwip/tcp/pcb/connection.table.js';
import { LISTENER_LIFECYCLE } from '../../sim/lwip/tcp/pcb/listener.table.js';
import { TcpListener, TcpPcb } from '../../sim/lwip/tcp/pcb/pcb.js';
import { Tcpip } from '../../sim/lwip/core/tcpip.js';
import { espLwipOptions } from '../../firmware-model/devices/esp-lwip-options.js';

export const MS = 1000;
const PACKET_OVERHEAD = 28;

export class FakeTcp implements TcpApi {
  readonly calls: string[] = [];
  listener: TcpListener | undefined;
  /** Answers of write() and close(), taken from the front; `Err.OK` when empty. */
  readonly writeResults: Err[] = [];
  readonly closeResults: Err[] = [];
  outputResult: Err = Err.OK;
  connectResult: Err = Err.OK;

  constructor(
    private readonly env: Environment,
    private readonly memory: Memory,
    private readonly options: LwipOptions,
  ) {}

  create(): TcpPcb | undefined {
    return this.memory.takeElement('TCP_PCB') ? this.newPcb() : undefined;
  }

  /** A connection from `client` whose handshake is done. */
  connection(clientIp: number): TcpPcb {
    if (!this.memory.takeElement('TCP_PCB')) throw new Error('no pcb');
    const pcb = this.newPcb();
    pcb.lifecycle.send('passive-open');
    pcb.lifecycle.send('handshake-done');
    pcb.remoteIp = clientIp;
    pcb.remotePort = 49152;
    pcb.localPort = 80;
    return pcb;
  }

  private newPcb(): TcpPcb {
    return new TcpPcb(this.env.lifecycles.start(TCP_LIFECYCLE, 'test'), 0, {
      wnd: this.options.TCP_WND,
      mss: 536,
      rto: 3,
      sndBuf: this.options.TCP_SND_BUF,
      ssthresh: 5760,
      keepIdleMs: 0,
      keepIntervalMs: 0,
      keepCount: 0,
    });
  }

  bind(pcb: TcpPcb, ip: number, port: number): Err {
    pcb.localIp = ip;
    pcb.localPort = port;
    return Err.OK;
  }

  listen(pcb: TcpPcb, backlog: number): TcpListener | Err {
    if (!this.memory.takeElement('TCP_PCB_LISTEN')) return Err.MEM;
    this.listener = new TcpListener(
      this.env.lifecycles.start(LISTENER_LIFECYCLE, 'test'),
      pcb.localIp,
      pcb.localPort,
      false,
      backlog,
      new LimitedResource(this.env, { limit: BACKLOG, of: ':80', size: backlog, holders: () => [] }),
    );
    this.memory.releaseElement('TCP_PCB');
    return this.listener;
  }

  connect(pcb: TcpPcb, ip: number, port: number, connected: ConnectedCallback): Err {
    if (this.connectResult !== Err.OK) return this.connectResult;
    pcb.remoteIp = ip;
    pcb.remotePort = port;
    pcb.onConnected = connected;
    pcb.lifecycle.send('active-open');
    return Err.OK;
  }

  write(pcb: TcpPcb, _data: Uint8Array, _offset: number, length: number, more: boolean): Err {
    const result = this.writeResults.shift() ?? Err.OK;
    this.calls.push(`write ${length}${more ? ' more' : ''}${result === Err.OK ? '' : ` ${result}`}`);
    if (result === Err.OK) pcb.sndBuf -= length;
    return result;
  }

  output(): Err {
    return this.outputResult;
  }

  received(_pcb: TcpPcb, bytes: number): void {
    this.calls.push(`received ${bytes}`);
  }

  close(pcb: TcpPcb): Err {
    return this.closeExt(pcb, true);
  }

  closeExt(pcb: TcpPcb, rst: boolean): Err {
    this.calls.push(`close${rst ? '' : ' without rst'}`);
    const result = this.closeResults.shift() ?? Err.OK;
    if (result === Err.OK && pcb.state === 'closed') this.memory.releaseElement('TCP_PCB');
    return result;
  }

  closeListener(): void {
    this.calls.push('close listener');
    this.memory.releaseElement('TCP_PCB_LISTEN');
  }

  shutdown(_pcb: TcpPcb, rx: boolean, tx: boolean): Err {
    this.calls.push(`shutdown${rx ? ' rd' : ''}${tx ? ' wr' : ''}`);
    return Err.OK;
  }

  abort(pcb: TcpPcb): void {
    this.calls.push('abort');
    this.fail(pcb, Err.ABRT);
  }

  /** The connection ends: pcb freed, owner told. */
  fail(pcb: TcpPcb, err: Err): void {
    this.memory.releaseElement('TCP_PCB');
    pcb.onError?.(err);
  }

  backlogDelayed(): void {
    this.calls.push('delayed');
  }

  backlogAccepted(): void {
    this.calls.push('accepted');
  }

  touch(): void {
    // Nothing runs by time here.
  }

  sendBuffer(pcb: TcpPcb): number {
    return pcb.sndBuf;
  }

  sendQueueLength(pcb: TcpPcb): number {
    return pcb.sndQueueLength;
  }

  refuseSending(_pcb: TcpPcb, effect: string): void {
    this.calls.push(effect);
  }
}

/** A device with sockets and a {@link FakeTcp}. */
export class SocketBench {
  readonly kernel: Kernel;
  readonly trace = new Trace();
  readonly memory: Memory;
  readonly tcp: FakeTcp;
  readonly tcpip: Tcpip;
  readonly sockets: Sockets;
  readonly refusals: RefuseRecord[] = [];
  readonly options: LwipOptions;

  constructor(overrides: Partial<LwipOptions> = {}, tickUs = 10_000) {
    const kernel = new Kernel(tickUs);
    const { trace } = this;
    trace.subscribe(['refuse'], (record) => this.refusals.push(record as RefuseRecord));
    const env: Environment = {
      kernel,
      trace,
      log: new DeviceLog(kernel, trace),
      lifecycles: new LifecycleRegistry(),
      peerName: (ip) => `c${ip}`,
    };
    this.options = {
      ...espLwipOptions({
        release: 'v5.3.5',
        firmware: traitsOf('v5.3.5'),
        staticPools: false,
        sdkconfig: {},
        lwipopts: {},
        heapLimitBytes: Infinity,
      }),
      ...overrides,
    };
    this.kernel = kernel;
    this.memory = new Memory(env, this.options, () => []);
    this.tcp = new FakeTcp(env, this.memory, this.options);
    this.tcpip = new Tcpip(kernel, this.options.TCPIP_THREAD_PRIO);
    this.sockets = new Sockets(env, this.options, this.memory, this.tcpip, this.tcp);
  }

  /** Starts a task and runs it as far as it gets now. */
  task(body: () => Generator<void, void, void>, name = 'task', priority = 5): Task {
    const task = this.kernel.spawn(name, priority, body());
    this.settle();
    return task;
  }

  /** Runs until nothing is left to do at this instant. */
  settle(): void {
    this.kernel.run(this.kernel.nowUs);
  }

  runTo(ms: number): void {
    this.kernel.run(ms * MS);
  }

  /** Does something in the tcpip thread, then lets tasks run. */
  inTcpip<T>(what: () => T): T {
    const result = this.tcpip.exec(what);
    this.settle();
    return result;
  }

  /** A connection of client `ip` completes its handshake with the listener. */
  arrive(ip: number): { readonly pcb: TcpPcb; readonly err: Err } {
    const pcb = this.tcp.connection(ip);
    const { listener } = this.tcp;
    pcb.listener = listener;
    const err = this.inTcpip(() => listener!.onAccept!(listener!, pcb, Err.OK));
    return { pcb, err };
  }

  /** Bytes arrive on a connection. */
  deliver(pcb: TcpPcb, text: string): Err {
    const payload = new TextEncoder().encode(text);
    const heapBytes = payload.length + PACKET_OVERHEAD;
    this.memory.malloc(heapBytes);
    return this.inTcpip(() => pcb.onReceive!(pcb, new RxPbuf(payload, heapBytes)));
  }

  finish(pcb: TcpPcb): Err {
    return this.inTcpip(() => pcb.onReceive!(pcb, undefined));
  }

  fail(pcb: TcpPcb, err: Err): void {
    this.inTcpip(() => {
      this.tcp.fail(pcb, err);
    });
  }

  /** A listener on port 80 and one accepted connection of client 1, as fds. */
  *connected(): Generator<void, { listen: number; fd: number; pcb: TcpPcb }, void> {
    const listen = yield* this.listening();
    const pcb = this.tcp.connection(1);
    const { listener } = this.tcp;
    pcb.listener = listener;
    this.tcpip.exec(() => listener!.onAccept!(listener!, pcb, Err.OK));
    const fd = yield* this.sockets.accept(listen);
    return { listen, fd, pcb };
  }

  *listening(backlog = 5): Generator<void, number, void> {
    const fd = yield* this.sockets.socket('inet', 'stream');
    yield* this.sockets.bind(fd, { ip: 0, port: 80 });
    yield* this.sockets.listen(fd, backlog);
    return fd;
  }
}

/** The W800's lwIP as far as sockets notice. */
export const W800: Partial<LwipOptions> = {
  SEMAPHORE_WAITS_ROUND_UP: false,
  ESP_LWIP: false,
  MEMP_NUM_NETCONN: 8,
  LWIP_SOCKET_OFFSET: 1,
  MBOX_TRYFETCH_TICKS: 1,
  LWIP_NETIF_TX_SINGLE_PBUF: false,
  LWIP_SO_LINGER: true,
  DEFAULT_ACCEPTMBOX_SIZE: 5,
};
export const W800_TICK_US = 1000;
