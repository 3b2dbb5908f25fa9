/**
 * One connection of a machine outside, seen from its packets: what its program did and was told, as far as packets say.
 *
 * A simulated client writes down its calls and events itself; here they are read off the wire at the machine's own end, so
 * that outcomes, causes and summaries are the same for both.
 * Simplified: a reset by the machine is an abort, whatever made it reset. Absent: that it gives up without a packet.
 */

import { dataRecord, eventRecord, sentRecord } from '../../hosts/client-record.js';
import { factsOf } from '../../hosts/tls/tls-layer.js';
import type { ClientEventName, ActRecord, TraceRecord } from '../../kernel/trace.js';
import type { SequenceOrigins } from '../../wire/link-end.js';
import { ACK, FIN, RST, SYN, type Segment } from '../../wire/segment.js';
import type { RealSession, RealTlsSink } from '../../tls/real/real-session.js';
import { seqAdd, seqDiff, seqGt, seqLe } from '../../wire/seq.js';

/** Segments behind a hole that are kept at most; the machine's own window is no larger. */
const MOST_EARLY = 64;

/** Where its records go. */
export interface WatchedSurroundings {
  readonly name: string;
  readonly nowUs: () => number;
  readonly emit: (record: TraceRecord) => void;
  /** Looks at the TLS of a connection from its port on; undefined where nobody does. */
  readonly watchTls: (port: number, sink: RealTlsSink) => RealSession | undefined;
  /** The connection of a port is over. */
  readonly forgetTls: (port: number) => void;
}

/** Of one pair of ports. */
export class WatchedConnection implements SequenceOrigins {
  isn = 0;
  peerIsn: number | undefined;
  private state: 'new' | 'connecting' | 'open' | 'over' = 'new';
  /** Next number that the machine sends, and that it expects. */
  private nextOut = 0;
  private nextIn = 0;
  private hasClosed = false;
  private hasEnd = false;
  private tls: RealSession | undefined;
  private readonly early = new Map<number, Segment>();

  constructor(
    private readonly port: number,
    private readonly peer: number,
    private readonly around: WatchedSurroundings,
  ) {}

  /** Nothing but late segments will come. */
  get isOver(): boolean {
    return this.state === 'over' || (this.hasClosed && this.hasEnd);
  }

  /** The device has not answered its SYN. */
  get isHalfOpen(): boolean {
    return this.state === 'connecting';
  }

  /** Nobody asks for it any more. */
  forget(): void {
    if (this.tls === undefined) return;
    this.tls = undefined;
    this.around.forgetTls(this.port);
  }

  /** A SYN with this number begins another connection of the same ports. */
  isOther(isn: number): boolean {
    return this.state !== 'new' && this.isn !== isn;
  }

  deviceSyn(isn: number): void {
    this.peerIsn ??= isn;
  }

  /** The machine sends. */
  sends({ flags, seq, payload }: Segment): void {
    if ((flags & SYN) !== 0) this.sendsSyn(flags, seq);
    if (this.state === 'over') return;
    if ((flags & RST) !== 0) {
      this.end();
      this.act({ do: 'abort' });
      this.tell('closed');
      return;
    }
    const end = seqAdd(seq, payload.length);
    if (payload.length > 0 && seqGt(end, this.nextOut)) {
      const fresh = payload.subarray(Math.max(0, seqDiff(this.nextOut, seq)));
      this.nextOut = end;
      if (this.tls?.clientSends(fresh) !== true) this.sent(fresh);
    }
    if ((flags & FIN) !== 0 && !this.hasClosed) {
      this.hasClosed = true;
      if (this.hasEnd) this.forget();
      this.act({ do: 'close' });
    }
  }

  /** Something of the device has reached the machine. */
  receives(segment: Segment): void {
    const { flags, seq } = segment;
    if ((flags & SYN) !== 0) this.receivesSyn(flags, seq);
    if (this.state === 'over' || this.state === 'new') return;
    if ((flags & RST) !== 0) {
      const isRefused = this.state === 'connecting';
      this.end();
      this.tell(isRefused ? 'refused' : 'reset');
      return;
    }
    if (this.state === 'connecting' || (segment.payload.length === 0 && (flags & FIN) === 0)) return;
    if (this.early.size < MOST_EARLY) this.early.set(seq, segment);
    this.takeInOrder();
  }

  private sendsSyn(flags: number, seq: number): void {
    if (this.state !== 'new') return;
    this.isn = seq;
    this.nextOut = seqAdd(seq, 1);
    if ((flags & ACK) === 0) {
      this.state = 'connecting';
      this.tls = this.around.watchTls(this.port, this.tlsSink());
      this.act({ do: 'connect', peer: this.peer, beside: 1 });
    } else {
      this.state = 'open';
      this.tell('accepted');
    }
  }

  private receivesSyn(flags: number, seq: number): void {
    this.peerIsn ??= seq;
    this.nextIn = this.state === 'open' && (flags & ACK) !== 0 ? this.nextIn : seqAdd(seq, 1);
    if (this.state !== 'connecting' || (flags & ACK) === 0) return;
    this.state = 'open';
    this.tell('connected');
  }

  private takeInOrder(): void {
    for (;;) {
      const next = [...this.early.values()].find(({ seq }) => seqLe(seq, this.nextIn));
      if (next === undefined) return;
      this.early.delete(next.seq);
      const fresh = next.payload.subarray(seqDiff(this.nextIn, next.seq));
      const end = seqAdd(next.seq, next.payload.length);
      if (fresh.length > 0 && seqGt(end, this.nextIn)) {
        this.nextIn = end;
        if (this.tls?.clientReceives(fresh) !== true) this.tell('data', fresh);
      }
      if ((next.flags & FIN) !== 0 && end === this.nextIn && !this.hasEnd) {
        this.hasEnd = true;
        if (this.hasClosed) this.forget();
        this.nextIn = seqAdd(end, 1);
        this.tell('eof');
      }
    }
  }

  private end(): void {
    this.forget();
    this.state = 'over';
    this.early.clear();
  }

  private sent(bytes: Uint8Array): void {
    const { name, nowUs, emit } = this.around;
    emit(sentRecord(nowUs(), name, this.port, bytes));
  }

  private tlsSink(): RealTlsSink {
    const { name: c, nowUs, emit } = this.around;
    const { port } = this;
    return {
      record: (dir, type, len, hs) => {
        emit({ t: nowUs(), k: 'tls', dir, c, type, len, ...(hs === undefined ? {} : { hs }), port, real: 1 });
      },
      sent: (plain) => {
        this.sent(plain);
      },
      data: (plain) => {
        this.tell('data', plain);
      },
      event: (event) => {
        emit({ ...eventRecord(nowUs(), c, event.ev), ...factsOf(event), port });
      },
    };
  }

  private act(act: Omit<ActRecord, 't' | 'k' | 'c'>): void {
    const { name, nowUs, emit } = this.around;
    emit({ t: nowUs(), k: 'act', c: name, port: this.port, ...act });
  }

  private tell(event: ClientEventName, bytes?: Uint8Array): void {
    const { name, nowUs, emit } = this.around;
    const { port } = this;
    emit(
      bytes === undefined
        ? { ...eventRecord(nowUs(), name, event), port }
        : dataRecord(nowUs(), name, bytes, port),
    );
  }
}
