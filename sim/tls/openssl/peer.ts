/**
 * What both ends of OpenSSL have in common in the model: bytes come in as TCP brings them, records and events go out.
 *
 * Modelled: the order of records, events and writes as the reference traces have it (shared/conformance/tls/README.md,
 * section 2); one write a flight. Absent: asynchronous anything, partial writes (TCP takes everything).
 */

import { joined } from '../../codec/bytes.js';
import type { Lifecycle } from '../../kernel/lifecycle.js';
import { Alert, ALERT_FATAL, ALERT_WARNING, alertText, receivedAlertReason } from '../alerts.js';
import { contentText } from '../record-text.js';
import type { RecordProtection } from '../protection.js';
import { Flights } from './flights.js';
import type { EstablishedFacts, OutputLimits, PeerEnvironment, PeerSink } from './peer-events.js';
import { TLS_LIFECYCLE, type TlsEvent, type TlsState } from '../session.table.js';
import { HANDSHAKE_HEAD_BYTES, handshakeText, readHandshakeHead } from '../wire/handshake.js';
import {
  buildRecord,
  ContentType,
  MAX_CIPHERTEXT,
  MAX_PLAINTEXT,
  readRecordHead,
  RECORD_HEAD_BYTES,
  TLS_1_2,
  TLS_1_3,
  type RecordHead,
} from '../wire/record.js';

const ALERT_BYTES = 2;
const CCS = Uint8Array.of(1);

export abstract class OpensslPeer {
  protected outgoing: RecordProtection | undefined;
  protected incoming: RecordProtection | undefined;
  /** Largest plaintext of a record that the peer may send; a smaller one was negotiated. */
  protected incomingLimit = MAX_PLAINTEXT;
  /** Largest plaintext of a record to send. */
  protected outgoingLimit = MAX_PLAINTEXT;
  protected version = TLS_1_2;
  private readonly life: Lifecycle<TlsState, TlsEvent>;
  private received: Uint8Array = new Uint8Array(0);
  /** Parts of a handshake message that has not come whole yet. */
  private partial: Uint8Array = new Uint8Array(0);
  private readonly flights: Flights;
  private readonly queued: Uint8Array[] = [];
  /** Data may go out though the handshake is not done. */
  private hasStartedFalse = false;
  /** close_notify has been sent. */
  private saidGoodbye = false;

  constructor(
    env: PeerEnvironment,
    protected readonly sink: PeerSink,
    limits: OutputLimits,
  ) {
    this.life = env.lifecycles.start(TLS_LIFECYCLE, env.owner);
    this.flights = new Flights(sink, limits);
    this.outgoingLimit = limits.fragmentBytes ?? MAX_PLAINTEXT;
  }

  get state(): TlsState {
    return this.life.state;
  }

  get isEstablished(): boolean {
    return this.state === 'established' || this.state === 'closing';
  }

  /** True once nothing more will be said. */
  get hasFailed(): boolean {
    return this.state === 'failed';
  }

  /** Takes bytes of TCP; what has waited for the handshake goes out, in one write, when they are dealt with. */
  receive(bytes: Uint8Array): void {
    this.takeBytes(bytes);
    if (this.canWrite && this.queued.length > 0) this.write(joined(this.queued.splice(0)));
  }

  private takeBytes(bytes: Uint8Array): void {
    this.received = this.received.length === 0 ? bytes : joined([this.received, bytes]);
    for (;;) {
      if (this.received.length < RECORD_HEAD_BYTES) return;
      const head = readRecordHead(this.received);
      const end = RECORD_HEAD_BYTES + head.length;
      if (this.received.length < end) {
        this.considerHead(head);
        return;
      }
      const payload = this.received.slice(RECORD_HEAD_BYTES, end);
      this.received = this.received.slice(end);
      this.takeRecord(head, payload);
    }
  }

  /** Sends data: one record, several if it is long; queued until the handshake is done. Nothing after close_notify. */
  write(plain: Uint8Array): void {
    if (this.hasFailed || this.saidGoodbye) return;
    if (!this.canWrite) {
      this.queued.push(plain);
      return;
    }
    for (let at = 0; at < plain.length; at += this.outgoingLimit) {
      this.emit(ContentType.applicationData, plain.subarray(at, at + this.outgoingLimit), undefined);
    }
    this.flush();
  }

  /** close_notify, and only that; OpenSSL refuses it while the handshake is under way. */
  closeNotify(): void {
    if (!this.isEstablished || this.saidGoodbye) return;
    this.saidGoodbye = true;
    this.life.send('close-notify');
    this.alert(ALERT_WARNING, Alert.closeNotify);
    this.flush();
  }

  /** The connection is gone. */
  end(): void {
    this.life.send('end');
    this.life.end();
  }

  private get canWrite(): boolean {
    return this.isEstablished || this.hasStartedFalse;
  }

  /** From now on data goes out. */
  protected startFalse(): void {
    this.hasStartedFalse = true;
    this.sink.event({ ev: 'tls_false_start' });
  }

  protected advance(event: TlsEvent): void {
    this.life.send(event);
  }

  /** Adds a record to the present flight. */
  protected emit(type: number, plain: Uint8Array, hs: string | undefined): void {
    const { outgoing } = this;
    const isTls13 = outgoing?.options.version === TLS_1_3;
    const isProtected = outgoing !== undefined && !(isTls13 && type === ContentType.changeCipherSpec);
    const payload = isProtected ? outgoing.seal(type, plain) : plain;
    const outerType = isProtected && isTls13 ? ContentType.applicationData : type;
    if (this.tracesFlight()) this.sink.record('out', outerType, payload.length, hs);
    this.flights.add(buildRecord(outerType, Math.min(this.version, TLS_1_2), payload));
  }

  /** Adds a handshake message to the present flight; the last of its records bears its name. */
  protected say(message: Uint8Array): void {
    const most = this.outgoingLimit;
    for (let at = 0; at < message.length; at += most) {
      const isLast = at + most >= message.length;
      const name = isLast ? handshakeText(message) : undefined;
      this.emit(ContentType.handshake, message.subarray(at, at + most), name);
    }
  }

  protected changeCipherSpec(): void {
    this.emit(ContentType.changeCipherSpec, CCS, undefined);
  }

  /** Sends the present flight in one write. */
  protected flush(): void {
    this.flights.flush();
  }

  /** The handshake is done: says so. */
  protected establish(facts: EstablishedFacts): void {
    this.life.send('handshake-done');
    this.sink.event({ ev: 'tls_established', facts });
  }

  /** Gives up: alert, event, FIN. */
  protected fail(alert: number, reason: string): void {
    if (this.hasFailed) return;
    this.alert(ALERT_FATAL, alert);
    this.flush();
    this.giveUp(reason);
  }

  /** A handshake message that has come whole. */
  protected abstract handleHandshake(type: number, body: Uint8Array, message: Uint8Array): void;

  /** A ChangeCipherSpec of the peer. */
  protected abstract handleChangeCipherSpec(): void;

  /** What OpenSSL makes of a warning. */
  protected abstract handleWarning(description: number): void;

  /** The handshake or the connection has failed: its session is not to be resumed by its id. */
  protected forgetSession(): void {
    // a client keeps what it has
  }

  /** Whether records of a flight that will not be sent are told of. */
  protected tracesFlight(): boolean {
    return !this.isMuted;
  }

  protected get isMuted(): boolean {
    return this.flights.isMuted;
  }

  private alert(level: number, description: number): void {
    this.emit(ContentType.alert, Uint8Array.of(level, description), alertText(level, description));
  }

  private giveUp(reason: string): void {
    this.life.send('fail');
    this.forgetSession();
    this.sink.event({ ev: 'tls_error', reason });
    this.sink.close();
  }

  /** A head that cannot be the beginning of a record is refused before the rest has come. */
  private considerHead(head: RecordHead): void {
    if (this.hasFailed || head.length <= MAX_CIPHERTEXT) return;
    this.fail(Alert.recordOverflow, 'packet length too long');
  }

  private takeRecord(head: RecordHead, payload: Uint8Array): void {
    if (this.hasFailed) {
      this.sink.record('in', head.type, payload.length, undefined);
      return;
    }
    const { incoming } = this;
    const isPlain =
      incoming === undefined || (head.type === ContentType.changeCipherSpec && this.version === TLS_1_3);
    const opened = isPlain ? { type: head.type, plain: payload } : incoming.open(head.type, payload);
    if (opened === undefined) {
      this.sink.record('in', head.type, payload.length, undefined);
      this.fail(Alert.badRecordMac, 'decryption failed or bad record mac');
      return;
    }
    const { type, plain } = opened;
    if (plain.length > this.incomingLimit) {
      this.sink.record('in', head.type, payload.length, undefined);
      this.fail(Alert.recordOverflow, 'data length too long');
      return;
    }
    this.sink.record('in', head.type, payload.length, contentText(opened));
    this.dispatch(type, plain);
  }

  private dispatch(type: number, plain: Uint8Array): void {
    switch (type) {
      case ContentType.handshake:
        this.takeHandshake(plain);
        return;
      case ContentType.changeCipherSpec:
        this.handleChangeCipherSpec();
        return;
      case ContentType.alert:
        this.takeAlert(plain);
        return;
      case ContentType.applicationData:
        if (this.isEstablished) {
          if (plain.length > 0) this.sink.data(plain);
        } else {
          this.fail(Alert.unexpectedMessage, 'unexpected record');
        }
        return;
      default:
        this.fail(Alert.unexpectedMessage, 'unexpected record');
    }
  }

  private takeHandshake(plain: Uint8Array): void {
    let bytes = this.partial.length === 0 ? plain : joined([this.partial, plain]);
    while (bytes.length >= HANDSHAKE_HEAD_BYTES && !this.hasFailed) {
      const { type, length } = readHandshakeHead(bytes);
      const end = HANDSHAKE_HEAD_BYTES + length;
      if (bytes.length < end) break;
      const message = bytes.slice(0, end);
      bytes = bytes.slice(end);
      this.handleHandshake(type, message.subarray(HANDSHAKE_HEAD_BYTES), message);
    }
    this.partial = bytes;
  }

  private takeAlert(plain: Uint8Array): void {
    const [level, description] = plain;
    if (plain.length !== ALERT_BYTES || level === undefined || description === undefined) {
      this.fail(Alert.unexpectedMessage, 'invalid alert');
    } else if (level === ALERT_FATAL) {
      this.giveUp(receivedAlertReason(description));
    } else if (description === Alert.closeNotify) {
      this.life.send('close-notify');
      this.sink.event({ ev: 'tls_close_notify' });
    } else {
      this.handleWarning(description);
    }
  }
}
