/** What the parts of the TCP model share: options, memory, pcb lists, the tick counter, the segment being processed. */

import type { LateLimits } from '../../resources/late-limits.js';
import type { LimitedResource } from '../../resources/resource.js';
import type { Ipv4, Segment } from '../../wire/segment.js';
import type { Environment } from '../core/environment.js';
import type { Memory } from '../core/memory.js';
import type { LwipOptions } from '../core/options.js';
import type { RxPbuf } from '../core/pbuf.js';
import { PcbList } from './pcb/pcb-lists.js';
import type { TcpListener, TcpPcb } from './pcb/pcb.js';

/** The tick of the slow timer: lwIP runs it at every second call of the TCP timer (tcp_priv.h). */
export const FAST_TICKS_PER_SLOW_TICK = 2;

/** The segment being processed, with the marks that processing leaves on it. */
export class InputState {
  /** Sequence number; moves up when the front is trimmed. */
  seq = 0;
  ack = 0;
  /** Header flags; FIN may be removed or added by trimming. */
  flags = 0;
  window = 0;
  /** Sequence length of the segment as it came (`tcplen`); updated when it is trimmed. */
  tcpLength = 0;
  /** Payload length left (`inseg.len`). */
  length = 0;
  /** The packet; undefined once somebody else owns it. */
  data: RxPbuf | undefined;
  /** In-sequence data for the application. */
  received: RxPbuf | undefined;
  /** Bytes acknowledged by this segment. */
  acked = 0;
  gotReset = false;
  gotFin = false;
  /** The connection has ended and its pcb is freed when processing is done (TF_CLOSED). */
  closed = false;
}

/** The TCP timer, as those see it who give it work. */
export interface TimerSwitch {
  /** There is work from now on. */
  needed(): void;
  /** A pcb has entered or left a list. */
  listsChanged(): void;
  /** A pcb has changed: look again at when it has something to do. */
  touch(pcb: TcpPcb): void;
  /** Number of the present pass over the active list. */
  readonly pass: number;
  /** What a connection waits for. */
  deadlinesOf(pcb: TcpPcb): readonly DueDeadline[];
}

/** A running deadline of a connection. */
export interface DueDeadline {
  readonly name: string;
  /** Virtual time in microseconds. */
  readonly dueAtUs: number;
}

/** Resources that count pcbs. */
export interface PcbCounts {
  readonly active: LimitedResource;
  readonly timeWait: LimitedResource;
  readonly listening: LimitedResource;
}

export class TcpContext {
  readonly bound = new PcbList<TcpPcb>(false);
  readonly active: PcbList<TcpPcb>;
  readonly timeWait: PcbList<TcpPcb>;
  /** Most recently used first. */
  readonly listeners: TcpListener[] = [];
  /** Counts the listeners. */
  readonly listening: LimitedResource;
  /** Where pcbs are counted: their number as a limit, once it has turned somebody away. */
  limits: LateLimits | undefined;
  /** Slow ticks since boot (`tcp_ticks`). */
  ticks = 0;
  /** Set when a pcb enters or leaves the active list (`tcp_active_pcbs_changed`). */
  activeChanged = false;
  /** The pcb whose segment is being processed: output waits until that is done. */
  inputPcb: TcpPcb | undefined;
  readonly input = new InputState();
  /** Slow tick length in milliseconds (TCP_SLOW_INTERVAL). */
  readonly slowIntervalMs: number;
  timers!: TimerSwitch;
  private iss: number;
  private nextPort: number;

  constructor(
    readonly env: Environment,
    readonly options: LwipOptions,
    readonly memory: Memory,
    readonly output: (segment: Segment) => void,
    /** Address of the device's interface. */
    readonly localIp: Ipv4,
    counts: PcbCounts,
  ) {
    this.active = new PcbList<TcpPcb>(true, counts.active);
    this.timeWait = new PcbList<TcpPcb>(true, counts.timeWait);
    this.listening = counts.listening;
    this.slowIntervalMs = options.TCP_TMR_INTERVAL * FAST_TICKS_PER_SLOW_TICK;
    this.iss = options.INITIAL_SEQUENCE;
    this.nextPort = options.TCP_LOCAL_PORT_START;
  }

  /** Initial sequence number of a new connection (`tcp_next_iss`). */
  nextIss(): number {
    this.iss = (this.iss + this.ticks) >>> 0;
    return this.iss;
  }

  /** A free ephemeral port (`tcp_new_port`, RFC 6335 dynamic range). */
  newPort(): number {
    const first = 0xc000;
    const end = 0xffff;
    for (let tries = first; tries < end; tries++) {
      this.nextPort = this.nextPort + 1 >= end ? first : this.nextPort + 1;
      if (!this.portInUse(this.nextPort)) return this.nextPort;
    }
    return 0;
  }

  /** MSS allowed by the interface (`tcp_eff_send_mss`). */
  effectiveMss(mss: number): number {
    const IP_AND_TCP_HEADERS = 40;
    return Math.min(mss, this.options.netifMtu - IP_AND_TCP_HEADERS);
  }

  /** Enters a pcb into the active list and starts the TCP timer if it is off. */
  registerActive(pcb: TcpPcb): void {
    this.active.add(pcb);
    pcb.pollStartTick = this.ticks;
    this.activeChanged = true;
    this.timers.needed();
  }

  removeActive(pcb: TcpPcb): void {
    this.active.remove(pcb);
    this.activeChanged = true;
    this.timers.listsChanged();
  }

  private portInUse(port: number): boolean {
    if (this.listeners.some((listener) => listener.localPort === port)) return true;
    for (const list of [this.bound, this.active, this.timeWait]) {
      for (const pcb of list) if (pcb.localPort === port) return true;
    }
    return false;
  }
}
