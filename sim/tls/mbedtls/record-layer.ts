/**
 * mbedtls's record layer (library/ssl_msg.c): reads exactly what it needs from the transport, and writes each record at
 * once.
 *
 * A call that cannot go on returns an error code; WANT_READ and WANT_WRITE mean "again later", and everything read or
 * not yet written stays for that.
 */

import type { Blocking } from '../../kernel/task.js';
import { Alert, ALERT_FATAL, ALERT_WARNING } from '../alerts.js';
import type { RecordProtection } from '../protection.js';
import type { RealSession } from '../real/real-session.js';
import {
  buildRecord,
  ContentType,
  MAX_CIPHERTEXT,
  readRecordHead,
  RECORD_HEAD_BYTES,
  TLS_1_2,
  TLS_1_3,
} from '../wire/record.js';
import type { MbedtlsBuild } from './build.js';
import { MbedtlsError } from './errors.js';
import { STATIC_BUFFERS, type BufferPolicy } from './dynamic-buffers.js';
import { HANDSHAKE_HEAD_BYTES, readHandshakeHead } from '../wire/handshake.js';

/** What carries the records: the BIO callbacks. Negative results are error codes of mbedtls; 0 from `recv` is a FIN. */
export interface TlsTransport {
  recv(buffer: Uint8Array, offset: number, length: number): Blocking<number>;
  send(data: Uint8Array, offset: number, length: number): Blocking<number>;
}

/** A record taken off the wire. */
export interface IncomingMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

const CCS_BYTES = Uint8Array.of(1);
const ALERT_BYTES = 2;
const CONTENT_TYPES: readonly number[] = Object.values(ContentType);
/** Expansion that the input buffer has room for beside the content (IV, MAC, padding, head). */
const MAX_EXPANSION = 333 - RECORD_HEAD_BYTES - 8;

export class RecordLayer {
  /** Version in the head of records to send. */
  version = TLS_1_2;
  incoming: RecordProtection | undefined;
  outgoing: RecordProtection | undefined;
  /** The message read last, until it is consumed. */
  message: IncomingMessage | undefined;
  /** Negotiated limit of what a record may carry out; the build's own otherwise. */
  maxFragmentBytes = Number.POSITIVE_INFINITY;
  /** The client's TLS is real: records are, too. */
  real: RealSession | undefined;
  private readonly input = new Uint8Array(MAX_CIPHERTEXT + RECORD_HEAD_BYTES);
  private inLeft = 0;
  /** Messages of the handshake behind the present one, in the same record. */
  private rest: Uint8Array | undefined;
  private readonly unsent: Uint8Array[] = [];
  private unsentOffset = 0;

  constructor(
    readonly build: MbedtlsBuild,
    private readonly transport: TlsTransport,
  ) {}

  /** What happens to the buffers around reading and writing. */
  buffers: BufferPolicy = STATIC_BUFFERS;

  /** Largest plaintext of a record to send. */
  get maxPlaintext(): number {
    return Math.min(this.build.outContentBytes, this.maxFragmentBytes);
  }

  /** Reads until `wanted` bytes of the present record are there: 0, or an error code. */
  *fetch(wanted: number): Blocking<number> {
    if (wanted > this.build.inContentBytes + MAX_EXPANSION) return MbedtlsError.badInputData;
    while (this.inLeft < wanted) {
      const n = yield* this.transport.recv(this.input, this.inLeft, wanted - this.inLeft);
      if (n === 0) return MbedtlsError.connEof;
      if (n < 0) return n;
      this.inLeft += n;
    }
    return 0;
  }

  /** The bytes of the record that {@link fetch} has read. */
  get fetched(): Uint8Array {
    return this.input.subarray(0, this.inLeft);
  }

  /** The record in the input buffer is done with. */
  discard(): void {
    this.inLeft = 0;
  }

  /** Reads the next message into {@link message}, unless one is there: 0, or an error code. */
  *read(): Blocking<number> {
    while (this.message === undefined) {
      const { rest } = this;
      this.rest = undefined;
      const result =
        rest === undefined ? yield* this.readRecord() : this.handleType(ContentType.handshake, rest, false);
      if (result !== 0) return result;
    }
    return 0;
  }

  /** The message read last is done with; a record may hold several of the handshake. */
  consume(): void {
    this.message = undefined;
    if (this.rest === undefined) this.buffers.afterRead();
  }

  /** Whatever reading needs beforehand: 0, or an error code. */
  prepareRead(): Blocking<number> {
    return this.buffers.beforeRead((bytes) => this.fetch(bytes), this.input);
  }

  private *readRecord(): Blocking<number> {
    let result = yield* this.prepareRead();
    if (result === 0) result = yield* this.fetch(RECORD_HEAD_BYTES);
    if (result !== 0) return result;
    const head = readRecordHead(this.input);
    if (!this.isAcceptable(head.type, head.version) || head.length === 0) return MbedtlsError.invalidRecord;
    result = yield* this.fetch(RECORD_HEAD_BYTES + head.length);
    if (result !== 0) return result;
    const payload = this.input.slice(RECORD_HEAD_BYTES, RECORD_HEAD_BYTES + head.length);
    this.inLeft = 0;
    return yield* this.takeRecord(head.type, payload);
  }

  private isAcceptable(type: number, version: number): boolean {
    const highest = this.build.tls13 ? TLS_1_3 : TLS_1_2;
    return CONTENT_TYPES.includes(type) && version <= highest;
  }

  private *takeRecord(outerType: number, payload: Uint8Array): Blocking<number> {
    let type = outerType;
    let body = payload;
    const { incoming } = this;
    const isPlainCcs = incoming?.options.version === TLS_1_3 && outerType === ContentType.changeCipherSpec;
    if (this.real !== undefined || (incoming !== undefined && !isPlainCcs)) {
      const opened =
        this.real === undefined
          ? incoming!.open(outerType, payload)
          : this.real.deviceReads(outerType, payload);
      if (opened === undefined) {
        if (this.build.allAlerts) yield* this.alert(ALERT_FATAL, Alert.badRecordMac);
        return MbedtlsError.invalidMac;
      }
      ({ type, plain: body } = opened);
    }
    if (body.length > this.build.inContentBytes) return MbedtlsError.invalidRecord;
    return this.handleType(type, body, isPlainCcs);
  }

  /** What the record layer itself looks at: lengths of messages, alerts. */
  private handleType(type: number, body: Uint8Array, skip: boolean): number {
    switch (type) {
      case ContentType.handshake: {
        if (body.length < HANDSHAKE_HEAD_BYTES) return MbedtlsError.invalidRecord;
        const whole = readHandshakeHead(body).length + HANDSHAKE_HEAD_BYTES;
        if (body.length < whole) return MbedtlsError.featureUnavailable;
        if (body.length > whole) this.rest = body.subarray(whole);
        this.message = { type, body: body.subarray(0, whole) };
        return 0;
      }
      case ContentType.changeCipherSpec:
        if (body.length !== 1 || body[0] !== CCS_BYTES[0]) return MbedtlsError.invalidRecord;
        if (skip) return 0;
        break;
      case ContentType.alert:
        return this.handleAlert(body);
      default:
        break;
    }
    this.message = { type, body };
    return 0;
  }

  private handleAlert(body: Uint8Array): number {
    if (body.length !== ALERT_BYTES) return MbedtlsError.invalidRecord;
    const [level, description] = body;
    if (level === ALERT_FATAL) return MbedtlsError.fatalAlertMessage;
    if (level === ALERT_WARNING && description === Alert.closeNotify) return MbedtlsError.peerCloseNotify;
    return 0;
  }

  /** Sends what is left of earlier records: 0, or an error code. */
  *flush(): Blocking<number> {
    while (this.unsent.length > 0) {
      const record = this.unsent[0]!;
      const left = record.length - this.unsentOffset;
      const n = yield* this.transport.send(record, this.unsentOffset, left);
      if (n <= 0) return n;
      this.unsentOffset += n;
      if (this.unsentOffset < record.length) continue;
      this.unsent.shift();
      this.unsentOffset = 0;
    }
    return 0;
  }

  /** Bytes of records that the transport has not taken yet. */
  get hasUnsent(): boolean {
    return this.unsent.length > 0;
  }

  /** Writes one record and flushes: 0, or an error code; with WANT_WRITE it is queued all the same. */
  *write(type: number, plain: Uint8Array): Blocking<number> {
    const noMemory = this.buffers.beforeWrite();
    if (noMemory !== 0) return noMemory;
    if (this.real === undefined) this.unsent.push(this.sealed(type, plain));
    else this.unsent.push(...this.real.wire(type, plain, this.outgoing !== undefined));
    const result = yield* this.flush();
    return result === 0 ? this.buffers.afterWrite() : result;
  }

  private sealed(type: number, plain: Uint8Array): Uint8Array {
    const { outgoing } = this;
    const payload = outgoing === undefined ? plain : outgoing.seal(type, plain);
    const isHidden = outgoing?.options.version === TLS_1_3;
    return buildRecord(
      isHidden ? ContentType.applicationData : type,
      Math.min(this.version, TLS_1_2),
      payload,
    );
  }

  /** Sends an alert; a transport that takes nothing is no reason to complain. */
  *alert(level: number, description: number): Blocking<number> {
    return yield* this.write(ContentType.alert, Uint8Array.of(level, description));
  }

  /** Sends a ChangeCipherSpec, which is never protected in TLS 1.3. */
  *changeCipherSpec(): Blocking<number> {
    const { outgoing } = this;
    if (this.version === TLS_1_3) this.outgoing = undefined;
    const result = yield* this.write(ContentType.changeCipherSpec, CCS_BYTES);
    this.outgoing = outgoing;
    return result;
  }
}
