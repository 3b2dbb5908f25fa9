/**
 * What is left of a connection that is over: the two numbers that traces count from, and, where both FINs are through, the
 * answers to late segments. A run of days leaves very many of them.
 */

import { NO_OPTIONS } from '../wire/tcp-options.js';
import { ACK, FIN, NO_PAYLOAD, RST, SYN, type Segment } from '../wire/segment.js';
import type { ConnectionHost, KnownConnection } from './client-stack.js';

/** Numbers of the last acknowledgement, which late segments get again. */
export interface LastAcknowledgement {
  readonly seq: number;
  readonly ack: number;
  readonly window: number;
}

/** A connection without anything to do it with. */
export class FinishedConnection implements KnownConnection {
  constructor(
    private readonly host: ConnectionHost,
    readonly localPort: number,
    readonly remotePort: number,
    public isn: number,
    public peerIsn: number | undefined,
    /** Absent for one that is dead: segments to it are answered as those to no connection. */
    private readonly last: LastAcknowledgement | undefined,
    /** How long it answers, µs of the run from the last segment on; it has no end unless given. */
    private readonly waitUs = Number.POSITIVE_INFINITY,
    /** Until when it does. */
    private untilUs = waitUs,
  ) {}

  get state(): 'time-wait' | 'dead' {
    return this.last === undefined || this.host.env.kernel.nowUs >= this.untilUs ? 'dead' : 'time-wait';
  }

  countFrom(isn: number): void {
    this.isn = isn;
  }

  deviceSyn(isn: number): void {
    this.peerIsn ??= isn;
  }

  receive({ flags, seq, payload }: Segment): void {
    const { host, last } = this;
    if (last === undefined || this.state === 'dead') return;
    if ((flags & RST) !== 0) {
      // RFC 1337 is not followed: a reset ends the waiting (net/ipv4/tcp_minisocks.c tcp_timewait_state_process).
      if (seq === last.ack && Number.isFinite(this.waitUs)) this.untilUs = 0;
      return;
    }
    if ((flags & ACK) !== 0) this.untilUs = host.env.kernel.nowUs + this.waitUs;
    const isLate = payload.length > 0 || (flags & (SYN | FIN)) !== 0 || seq !== last.ack;
    if (!isLate) return;
    host.transmit({
      srcIp: host.ip,
      srcPort: this.localPort,
      dstIp: host.deviceIp,
      dstPort: this.remotePort,
      seq: last.seq,
      ack: last.ack,
      flags: ACK,
      window: last.window,
      urgent: 0,
      options: NO_OPTIONS,
      payload: NO_PAYLOAD,
    });
  }
}
