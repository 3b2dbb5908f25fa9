/**
 * The TLS of one connection of a real client, seen from both of its ends.
 *
 * The client's edge hands over the bytes that its program sends and receives, and is told what they are, as a simulated
 * client's TLS tells it: records, plaintext, the handshake's end. The device's mbedtls takes its records from here instead
 * of making them up: which, when and at what cost is the model's, their bytes are those of a {@link RealEnd}.
 */

import { Alert, ALERT_FATAL, ALERT_WARNING, alertText, receivedAlertReason } from '../alerts.js';
import type { EstablishedFacts, PeerEvent } from '../openssl/peer-events.js';
import type { Opened } from '../protection.js';
import {
  fillerHandshake,
  HANDSHAKE_HEAD_BYTES,
  HandshakeType,
  VERIFY_DATA_BYTES,
} from '../wire/handshake.js';
import {
  buildRecord,
  ContentType,
  MAX_PLAINTEXT,
  RECORD_HEAD_BYTES,
  TLS_1_2,
  TLS_1_3,
  versionText,
} from '../wire/record.js';
import type { RealEnd, RealOutput, RealTerms, RealTlsEngine } from './real-end.js';
import { readServerHello, type ServerHello } from '../wire/server-hello.js';
import { contentText } from '../record-text.js';
import { nameOf, payloadOf, silentRecord } from './record-words.js';
import { beginsTls, RecordCutter } from './record-cutter.js';

/** Where a record's own words for a fatal alert of the client stand: Node's errors of OpenSSL end with its number. */
const ALERT_NUMBER = /alert number (\d+)/;

/** What the client's edge is told; `tx`: towards the client. */
export interface RealTlsSink {
  record(direction: 'rx' | 'tx', type: number, length: number, hs: string | undefined): void;
  /** The client has sent this, before it was encrypted. */
  sent(plain: Uint8Array): void;
  /** The plaintext of a record has come to the client. */
  data(plain: Uint8Array): void;
  event(event: PeerEvent): void;
}

/** A record of the client that the device has not read. */
interface Incoming {
  readonly record: Uint8Array;
  /** What it holds, once there is an end that could tell; undefined: nobody can. */
  opened: Opened | undefined;
  isOpened: boolean;
}

/** A record of the device that has not come to the client. */
interface Outgoing {
  readonly hs: string | undefined;
  readonly plain: Uint8Array | undefined;
  /** A fatal alert's number. */
  readonly alert: number | undefined;
}

const NOTHING: Outgoing = { hs: undefined, plain: undefined, alert: undefined };

/** One connection. */
export class RealSession {
  /** The client speaks TLS; undefined until it has said something. */
  isTls: boolean | undefined;
  private end: RealEnd | undefined;
  private terms: RealTerms | undefined;
  private readonly fromClient = new RecordCutter();
  private readonly fromDevice = new RecordCutter();
  private readonly incoming: Incoming[] = [];
  /** Records of the end that the model has not written yet. */
  private readonly made: Uint8Array[] = [];
  private readonly onTheWay: Outgoing[] = [];
  private isClientProtected = false;
  private isSecured = false;
  private isEstablished = false;
  private hasStartedFalse = false;
  private hasFailed = false;
  private resumed = false;
  private serverHello: ServerHello | undefined;
  /** Its failure has been told of. */
  private hasTold = false;

  constructor(
    private readonly engine: RealTlsEngine,
    private readonly sink: RealTlsSink,
  ) {}

  /** The client's program sends: false when that is no TLS and to be told as it is. */
  clientSends(bytes: Uint8Array): boolean {
    this.isTls ??= beginsTls(bytes);
    if (!this.isTls) return false;
    for (const record of this.fromClient.take(bytes)) {
      const one: Incoming = { record, opened: undefined, isOpened: false };
      this.incoming.push(one);
      if (this.end !== undefined) this.open(one);
      else this.tellOfClient(one, { type: record[0]!, plain: payloadOf(record) });
    }
    return true;
  }

  /** Bytes have come to the client's program: false when they are to be told as they are. */
  clientReceives(bytes: Uint8Array): boolean {
    if (this.isTls !== true) return false;
    const wasLost = this.fromDevice.isLost;
    for (const record of this.fromDevice.take(bytes)) this.arrive(record);
    if (!this.fromDevice.isLost) return true;
    if (!wasLost) this.fail('wrong version number');
    return false;
  }

  /** The device's mbedtls has read the ClientHello and agreed: false when the end refuses it; then its alert is made. */
  begin(terms: RealTerms): boolean {
    this.terms = terms;
    const hello = this.incoming.shift();
    this.end = this.engine.begin(terms);
    if (hello !== undefined) this.keep(this.end.take(hello.record));
    if (this.hasFailed || this.made.length === 0) return false;
    this.serverHello = readServerHello(this.made[0]!.subarray(RECORD_HEAD_BYTES + HANDSHAKE_HEAD_BYTES));
    this.resumed = terms.version === TLS_1_2 && this.made[1]?.[0] === ContentType.changeCipherSpec;
    for (const one of this.incoming) this.open(one);
    return true;
  }

  /** The session of a ticket goes on. */
  get isResumed(): boolean {
    return this.resumed;
  }

  /** A ticket will be given. */
  get givesTicket(): boolean {
    return this.serverHello?.ticket === true && !this.resumed;
  }

  /** The device has read its next record: what it holds, or undefined when it can't be opened. */
  deviceReads(outerType: number, payload: Uint8Array): Opened | undefined {
    const next = this.incoming.shift();
    if (next === undefined || !next.isOpened) return { type: outerType, plain: payload };
    return next.opened;
  }

  /** What the device's mbedtls writes, as the records that go onto the wire. */
  wire(type: number, plain: Uint8Array, isProtected: boolean): Uint8Array[] {
    if (this.end === undefined) {
      this.note(type, plain, isProtected);
      return [buildRecord(type, TLS_1_2, plain)];
    }
    switch (type) {
      case ContentType.applicationData:
        return this.wireData(this.end, plain);
      case ContentType.alert:
        return this.wireAlert(this.end, plain, isProtected);
      default: {
        const record = this.made.shift();
        if (record === undefined) return [];
        this.onTheWay.push({ ...NOTHING, hs: nameOf(type, plain, record, isProtected) });
        return [record];
      }
    }
  }

  /** The connection is gone. */
  release(): void {
    this.end?.release();
    this.end = undefined;
  }

  private wireData(end: RealEnd, plain: Uint8Array): Uint8Array[] {
    this.keep(end.write(plain));
    const records = this.made.splice(0);
    // What is made besides (tickets of TLS 1.3) goes before the data.
    const before = records.length - Math.max(1, Math.ceil(plain.length / MAX_PLAINTEXT));
    records.forEach((_, i) => {
      const at = (i - before) * MAX_PLAINTEXT;
      this.onTheWay.push(i < before ? NOTHING : { ...NOTHING, plain: plain.slice(at, at + MAX_PLAINTEXT) });
    });
    return records;
  }

  private wireAlert(end: RealEnd, plain: Uint8Array, isProtected: boolean): Uint8Array[] {
    if (plain[1] === Alert.closeNotify) this.keep(end.closeNotify());
    const records = this.made.splice(0);
    if (records.length > 0) {
      for (const record of records) {
        const isAlert = record[0] === ContentType.alert || record === records.at(-1);
        if (isAlert) this.note(ContentType.alert, plain, isProtected);
        else this.onTheWay.push(NOTHING);
      }
      return records;
    }
    // The end says nothing of this kind by itself: in clear, the model does.
    if (isProtected) return [];
    this.note(ContentType.alert, plain, isProtected);
    return [buildRecord(ContentType.alert, TLS_1_2, plain)];
  }

  private note(type: number, plain: Uint8Array, isProtected: boolean): void {
    const record = buildRecord(type, TLS_1_2, plain);
    const isFatal = type === ContentType.alert && plain[0] === ALERT_FATAL;
    this.onTheWay.push({
      hs: type === ContentType.applicationData ? undefined : nameOf(type, plain, record, isProtected),
      plain: undefined,
      alert: isFatal ? plain[1] : undefined,
    });
  }

  private keep({ records, error }: RealOutput): void {
    this.made.push(...records);
    if (error !== undefined) this.hasFailed = true;
  }

  /** Opens a record of the client as soon as there is an end. */
  private open(one: Incoming): void {
    one.isOpened = true;
    one.opened = this.read(one.record);
    this.tellOfClient(one, one.opened);
  }

  private read(record: Uint8Array): Opened | undefined {
    const end = this.end!;
    const type = record[0]!;
    const payload = payloadOf(record);
    const isTls13 = this.terms!.version === TLS_1_3;
    const isPlain = type === ContentType.changeCipherSpec || !(this.isClientProtected || isTls13);
    if (type === ContentType.changeCipherSpec) this.isClientProtected = true;
    const output = end.take(record);
    this.keep(output);
    if (isPlain) return { type, plain: payload };
    const { isSecured, isEnded, error, plain } = output;
    if (isSecured) {
      this.isSecured = true;
      return {
        type: ContentType.handshake,
        plain: fillerHandshake(HandshakeType.finished, this.finishedBytes),
      };
    }
    if (error !== undefined) {
      const number = ALERT_NUMBER.exec(error)?.[1];
      return number === undefined
        ? undefined
        : { type: ContentType.alert, plain: Uint8Array.of(ALERT_FATAL, Number(number)) };
    }
    if (isEnded) return { type: ContentType.alert, plain: Uint8Array.of(ALERT_WARNING, Alert.closeNotify) };
    if (plain.length > 0) return { type: ContentType.applicationData, plain };
    return silentRecord(type);
  }

  private get finishedBytes(): number {
    const { version, suite } = this.terms!;
    return HANDSHAKE_HEAD_BYTES + (version === TLS_1_3 ? suite.hashBytes : VERIFY_DATA_BYTES);
  }

  private tellOfClient({ record }: Incoming, opened: Opened | undefined): void {
    const hs = opened === undefined ? undefined : contentText(opened);
    this.sink.record('rx', record[0]!, record.length - RECORD_HEAD_BYTES, hs);
    if (opened === undefined) return;
    const { type, plain } = opened;
    if (type === ContentType.applicationData) {
      if (!this.isEstablished && !this.hasStartedFalse) {
        this.hasStartedFalse = true;
        this.sink.event({ ev: 'tls_false_start' });
      }
      if (plain.length > 0) this.sink.sent(plain);
    } else if (type === ContentType.alert && plain[0] === ALERT_FATAL) {
      this.fail(`the client's alert: ${alertText(ALERT_FATAL, plain[1]!).replace('fatal:', '')}`);
    } else if (this.isSecured && (this.resumed || this.terms!.version === TLS_1_3)) {
      this.establish();
    }
  }

  /** A record of the device is whole at the client. */
  private arrive(record: Uint8Array): void {
    const { hs, plain, alert } = this.onTheWay.shift() ?? NOTHING;
    this.sink.record('tx', record[0]!, record.length - RECORD_HEAD_BYTES, hs);
    if (plain !== undefined) this.sink.data(plain);
    if (alert !== undefined) this.fail(receivedAlertReason(alert));
    if (hs === alertText(ALERT_WARNING, Alert.closeNotify)) this.sink.event({ ev: 'tls_close_notify' });
    const isFinished = hs?.startsWith('Finished') === true;
    if (isFinished && !this.resumed && this.terms?.version === TLS_1_2) this.establish();
  }

  private establish(): void {
    if (this.isEstablished || this.hasTold) return;
    this.isEstablished = true;
    this.sink.event({ ev: 'tls_established', facts: this.facts() });
  }

  private fail(reason: string): void {
    if (this.hasTold) return;
    this.hasTold = true;
    this.sink.event({ ev: 'tls_error', reason });
  }

  private facts(): EstablishedFacts {
    const { version, suite, group } = this.terms!;
    const {
      extendedMasterSecret = false,
      secureRenegotiation = false,
      ticket = false,
    } = this.serverHello ?? {};
    const { alpn = 'none' } = this.terms!;
    return {
      version: versionText(version),
      cipher: suite.name,
      group: this.resumed ? '' : group.traceName,
      resumed: this.resumed ? 1 : 0,
      ems: extendedMasterSecret ? 1 : 0,
      renego: secureRenegotiation ? 1 : 0,
      alpn,
      ticket: ticket || (this.resumed && this.terms!.tickets) ? 1 : 0,
    };
  }
}
