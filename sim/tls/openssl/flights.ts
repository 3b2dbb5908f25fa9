/** Flights of an end of OpenSSL: records are collected and go out in one write, cut or not at all if a test says so. */

import { joined } from '../../codec/bytes.js';
import type { OutputLimits, PeerSink } from './peer-events.js';

/** The flights of one end, one after the other. */
export class Flights {
  private records: Uint8Array[] = [];
  private sent = 0;
  private bytesLeft: number;

  constructor(
    private readonly sink: PeerSink,
    private readonly limits: OutputLimits,
  ) {
    this.bytesLeft = limits.cutBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the present flight will not be sent. */
  get isMuted(): boolean {
    return this.limits.flights !== undefined && this.sent >= this.limits.flights;
  }

  /** Adds a record to the present flight. */
  add(record: Uint8Array): void {
    this.records.push(record);
  }

  /** Sends the present flight in one write; nothing without records. */
  flush(): void {
    const bytes = joined(this.records);
    this.records = [];
    if (bytes.length === 0) return;
    if (this.isMuted) {
      if (this.sent++ === this.limits.flights) this.sink.event({ ev: 'tls_muted' });
      return;
    }
    this.sent++;
    const sent = bytes.subarray(0, this.bytesLeft);
    const isCutNow = this.bytesLeft > 0 && bytes.length >= this.bytesLeft;
    this.bytesLeft -= sent.length;
    if (sent.length > 0) this.sink.send(sent);
    if (isCutNow && Number.isFinite(this.limits.cutBytes)) this.sink.event({ ev: 'tls_cut' });
  }
}
