/**
 * One TLS session of a device: mbedtls's `mbedtls_ssl_context` with its calls.
 *
 * The order of what is read, written and allocated is the library's; see record-layer.ts, server-handshake.ts,
 * client-handshake.ts. Sources: Mbed TLS 3.4.0 (W800) and 3.6 (ESP-IDF v5.3), library/ssl_msg.c, ssl_tls.c.
 */

import type { Lifecycle, LifecycleRegistry } from '../../kernel/lifecycle.js';
import type { Blocking } from '../../kernel/task.js';
import { Alert, ALERT_FATAL, ALERT_WARNING } from '../alerts.js';
import type { Group } from '../groups.js';
import type { RealSession } from '../real/real-session.js';
import { TLS_LIFECYCLE, type TlsEvent, type TlsState } from '../session.table.js';
import type { CipherSuite } from '../suites.js';
import { ContentType, TLS_1_3 } from '../wire/record.js';
import { SessionMemory, type TlsHeap } from './blocks.js';
import type { ChargeWork, MbedtlsBuild } from './build.js';
import { MbedtlsError } from './errors.js';
import { DynamicBuffers } from './dynamic-buffers.js';
import { RecordLayer, type TlsTransport } from './record-layer.js';

/** What a session is given. */
export interface MbedtlsEnvironment {
  readonly lifecycles: LifecycleRegistry;
  readonly heap: TlsHeap;
  /** Charges CPU time to the calling task. */
  readonly work: ChargeWork;
  /** Owner of the session's machine, for inspection. */
  readonly owner: string;
  /** Dynamic buffers only: a record's head could not be read. */
  readonly onReadError?: (code: number) => void;
  /** The client's own TLS, where it has one: asked when its ClientHello has come. */
  readonly real?: () => RealSession | undefined;
  /** Number of the session on its device: its random values differ from others'. */
  readonly serial: number;
}

/** A step of the handshake; each returns 0 when it is through, or an error code. */
export type HandshakeStep = () => Blocking<number>;

/** What was agreed on. */
export interface Agreed {
  version: number;
  suite: CipherSuite;
  group: Group | undefined;
  resumed: boolean;
  extendedMasterSecret: boolean;
  encryptThenMac: boolean;
  alpn: string | undefined;
}

export abstract class MbedtlsSession {
  readonly memory: SessionMemory;
  readonly records: RecordLayer;
  /** Set step by step during the handshake. */
  agreed: Partial<Agreed> = {};
  private readonly life: Lifecycle<TlsState, TlsEvent>;
  private readonly steps: HandshakeStep[] = [];
  private readOffset = 0;

  constructor(
    readonly env: MbedtlsEnvironment,
    readonly build: MbedtlsBuild,
    transport: TlsTransport,
  ) {
    this.memory = new SessionMemory(env.heap, build.blocks);
    this.records = new RecordLayer(build, transport);
    if (build.dynamicBuffers) {
      const told = (code: number): void => env.onReadError?.(code);
      this.records.buffers = new DynamicBuffers(this.memory, build.outContentBytes, told);
    }
    this.life = env.lifecycles.start(TLS_LIFECYCLE, env.owner);
  }

  get state(): TlsState {
    return this.life.state;
  }

  /** The handshake is over. */
  get isEstablished(): boolean {
    return this.state === 'established' || this.state === 'closing';
  }

  /** `mbedtls_ssl_setup`: allocates the session's buffers. 0, or an error code. */
  setup(): number {
    const noMemory = this.memory.enter('setup');
    return noMemory === 0 ? this.records.buffers.setup() : noMemory;
  }

  /**
   * `mbedtls_ssl_handshake`: goes on until it is done or cannot: 0, or an error code. A step that has written its record is
   * done, whether or not the transport took all of it: what is left goes out before the next one.
   */
  *handshake(): Blocking<number> {
    if (this.steps.length === 0 && this.state === 'client-hello') this.steps.push(...this.firstSteps());
    while (this.steps.length > 0) {
      let result = yield* this.records.flush();
      if (result === 0) {
        result = yield* this.steps[0]!();
        if (result === 0 || this.records.hasUnsent) this.steps.shift();
      }
      if (result !== 0) {
        if (isFinal(result)) this.life.send('fail');
        return result;
      }
    }
    return 0;
  }

  /** `mbedtls_ssl_read`: bytes read, 0 at the end of the stream without close_notify, or an error code. */
  *read(buffer: Uint8Array, offset: number, length: number): Blocking<number> {
    const notReady = yield* this.ready();
    if (notReady !== 0) return notReady;
    for (;;) {
      const result = yield* this.records.read();
      if (result === MbedtlsError.connEof) return 0;
      if (result !== 0) return this.readFailed(result);
      const { type, body } = this.records.message!;
      if (type === ContentType.handshake) {
        this.records.consume();
        const answer = yield* this.afterHandshake(body);
        if (answer !== 0) return answer;
        continue;
      }
      if (type !== ContentType.applicationData) return MbedtlsError.unexpectedMessage;
      if (body.length > 0) {
        if (this.readOffset === 0) yield* this.env.work('record', body.length);
        return this.deliver(body, buffer, offset, length);
      }
      this.records.consume();
    }
  }

  /** Decrypted bytes that the next {@link read} will return without asking the transport. */
  get bytesAvailable(): number {
    const message = this.records.message;
    return message?.type === ContentType.applicationData ? message.body.length - this.readOffset : 0;
  }

  /** `mbedtls_ssl_write`: at most one record; bytes taken, or an error code (WANT_WRITE: call again with the same). */
  *write(data: Uint8Array, offset: number, length: number): Blocking<number> {
    const notReady = yield* this.ready();
    if (notReady !== 0) return notReady;
    const count = Math.min(length, this.records.maxPlaintext);
    let result: number;
    if (this.records.hasUnsent) {
      result = yield* this.records.flush();
    } else {
      yield* this.env.work('record', count);
      result = yield* this.records.write(ContentType.applicationData, data.slice(offset, offset + count));
    }
    if (result !== 0) return result;
    return count;
  }

  /** `mbedtls_ssl_close_notify`: 0, or an error code. */
  *closeNotify(): Blocking<number> {
    const result = yield* this.records.flush();
    if (result !== 0 || !this.isEstablished) return result;
    this.life.send('close-notify');
    return yield* this.records.alert(ALERT_WARNING, Alert.closeNotify);
  }

  /** `mbedtls_ssl_free`. */
  free(): void {
    this.memory.releaseAll();
    this.life.send('end');
    this.life.end();
  }

  /** Moves on in life. */
  protected to(event: TlsEvent): void {
    this.life.send(event);
  }

  /** Sends a fatal alert and returns the error code. */
  protected *refuse(alert: number, code: number): Blocking<number> {
    yield* this.records.alert(ALERT_FATAL, alert);
    return code;
  }

  /** Replaces what is left of the handshake behind the present step. */
  protected follow(...steps: readonly HandshakeStep[]): void {
    this.steps.splice(1, this.steps.length, ...steps);
  }

  /** The next message of the handshake: 0 with it in `records.message`, or an error code. */
  protected *expect(handshakeType: number): Blocking<number> {
    const result = yield* this.records.read();
    if (result !== 0) return result;
    const { type, body } = this.records.message!;
    if (type !== ContentType.handshake || body[0] !== handshakeType) {
      return yield* this.refuse(Alert.unexpectedMessage, MbedtlsError.unexpectedMessage);
    }
    return 0;
  }

  /** A ChangeCipherSpec: 0 when it has come, or an error code. */
  protected *expectChangeCipherSpec(): Blocking<number> {
    const result = yield* this.records.read();
    if (result !== 0) return result;
    if (this.records.message!.type !== ContentType.changeCipherSpec) {
      return yield* this.refuse(Alert.unexpectedMessage, MbedtlsError.unexpectedMessage);
    }
    this.records.consume();
    return 0;
  }

  protected abstract firstSteps(): HandshakeStep[];

  /** A handshake message on an established session: 0 to go on reading, or an error code. */
  protected abstract afterHandshake(message: Uint8Array): Blocking<number>;

  private *ready(): Blocking<number> {
    return this.isEstablished ? 0 : yield* this.handshake();
  }

  private readFailed(code: number): number {
    if (code === MbedtlsError.peerCloseNotify) this.life.send('close-notify');
    return code;
  }

  private deliver(body: Uint8Array, buffer: Uint8Array, offset: number, length: number): number {
    const count = Math.min(length, body.length - this.readOffset);
    buffer.set(body.subarray(this.readOffset, this.readOffset + count), offset);
    this.readOffset += count;
    if (this.readOffset === body.length) {
      this.records.consume();
      this.readOffset = 0;
    }
    return count;
  }

  /** True for a session of TLS 1.3. */
  protected get isTls13(): boolean {
    return this.agreed.version === TLS_1_3;
  }
}

/** The call is not just to be repeated. */
function isFinal(code: number): boolean {
  return code !== MbedtlsError.wantRead && code !== MbedtlsError.wantWrite;
}
