/**
 * One connection of a real client: what a socket calls, and what it is told of in turns of its own.
 *
 * Modelled: a send buffer of limited size with the kernel's rule for when it is writable again; data of one instant is
 * read in one piece, as by one read(2).
 */

import { AsyncResource } from 'node:async_hooks';

import type { ClientConnection, KeepAlive } from '../../../hosts/client-stack.js';
import type { ClientEventName } from '../../../kernel/trace.js';
import type { HostAction } from '../../../hosts/host-driver.js';

/**
 * Send buffer, bytes: net/ipv4/tcp_input.c tcp_sndbuf_expand for ten segments of 1460 (2 * 10 * 2304). Simplified: it
 * counts payload and does not grow.
 */
const SEND_BUFFER = 46_080;
/** net/core/stream.c sk_stream_write_space: writable again when what is queued is at most twice what is free. */
const WRITABLE_AT = (SEND_BUFFER * 2) / 3;

/** How a connection failed. */
export type Failure = 'refused' | 'reset' | 'timeout';

/** Told of what happens, each time in a turn of its own. */
export interface ConnectionListener {
  connected(): void;
  /** False: stop reading. */
  data(bytes: Buffer): boolean;
  end(): void;
  /** `afterEnd`: the device had closed its side before. */
  failed(failure: Failure, wasConnected: boolean, afterEnd: boolean): void;
}

/** What a connection needs of its host's port. */
export interface ConnectionPort {
  /** Does a deed of the host, now. */
  perform(action: HostAction): void;
  /** Queues a task for this instant. */
  post(task: () => void): void;
  /** The socket has let go of the connection. */
  forget(connection: ClientConnection): void;
}

/** A connection; the listener is set before anything can happen. */
export class RealConnection {
  listener: ConnectionListener | undefined;
  private readonly resource = new AsyncResource('TCPWRAP');
  private isConnected: boolean;
  private arrived: Uint8Array[] = [];
  private ended = false;
  private failure: Failure | undefined;
  private readonly news = { connected: false, end: false, failed: false };
  private isPosted = false;
  private wasRead = false;
  private isReading = true;
  private isReleased = false;
  /** What does not fit into the send buffer, and what to call when it does. */
  private waiting: { bytes: Uint8Array; done: () => void } | undefined;

  constructor(
    private readonly port: ConnectionPort,
    private readonly connection: ClientConnection,
    private readonly index: number,
    isAccepted: boolean,
  ) {
    this.isConnected = isAccepted;
    connection.onAcknowledged = () => {
      if (this.waiting !== undefined && connection.queuedBytes <= WRITABLE_AT) this.post();
    };
  }

  get localPort(): number {
    return this.connection.localPort;
  }

  get remotePort(): number {
    return this.connection.remotePort;
  }

  /** Word for people: where the connection stands. */
  get state(): string {
    return this.connection.state;
  }

  /** The host was told of something; called by {@link HostPort}. */
  take(event: ClientEventName, bytes: Uint8Array | undefined): void {
    if (this.isReleased) return;
    switch (event) {
      case 'connected':
        this.news.connected = true;
        break;
      case 'data':
        if (bytes !== undefined) this.arrived.push(bytes);
        break;
      case 'eof':
        this.news.end = true;
        break;
      case 'refused':
      case 'reset':
      case 'timeout':
        this.failure = event;
        this.news.failed = true;
        break;
      default:
        return;
    }
    this.post();
  }

  /** Sends; `done` is called at once when the send buffer takes it all, later otherwise. The bytes are copied. */
  send(bytes: Uint8Array, done: () => void): void {
    const room = SEND_BUFFER - this.connection.queuedBytes;
    if (bytes.length <= room) {
      this.perform(bytes);
      done();
      return;
    }
    if (room > 0) this.perform(bytes.subarray(0, room));
    this.waiting = { bytes: Uint8Array.prototype.slice.call(bytes, Math.max(0, room)), done };
  }

  /** What has begun in JavaScript goes on in a later turn that does not show: time waits for it. */
  busy(): void {
    this.port.post(() => undefined);
  }

  /** shutdown(SHUT_WR). */
  close(): void {
    this.port.perform({ do: 'close', connection: this.index });
  }

  /** close(2): the listener hears nothing more. */
  release(): void {
    if (this.isReleased) return;
    this.letGo();
    this.port.perform({ do: 'release', connection: this.index });
  }

  /** RST: the listener hears nothing more. */
  abort(): void {
    if (this.isReleased) return;
    this.letGo();
    this.port.perform({ do: 'abort', connection: this.index });
  }

  /** Goes on reading. */
  read(): void {
    this.wasRead = true;
    if (this.isReading || this.isReleased) return;
    this.isReading = true;
    this.port.perform({ do: 'resume', connection: this.index });
  }

  /** Reads nothing until somebody asks for it ({@link read}), unless somebody has. */
  readNothingYet(): void {
    if (!this.wasRead) this.stopReading();
  }

  /** Reads no more until {@link read}. */
  private stopReading(): void {
    if (!this.isReading || this.isReleased) return;
    this.isReading = false;
    this.port.perform({ do: 'pause', connection: this.index });
  }

  setNoDelay(on: boolean): void {
    this.port.perform({ do: 'no-delay', connection: this.index, on });
  }

  setKeepAlive(settings: KeepAlive | undefined): void {
    this.port.perform({ do: 'keep-alive', connection: this.index, settings });
  }

  private letGo(): void {
    this.isReleased = true;
    this.waiting = undefined;
    this.connection.onAcknowledged = undefined;
    this.port.forget(this.connection);
  }

  private perform(bytes: Uint8Array): void {
    this.port.perform({ do: 'send', connection: this.index, bytes: Uint8Array.prototype.slice.call(bytes) });
  }

  private post(): void {
    if (this.isPosted) return;
    this.isPosted = true;
    this.port.post(() => {
      this.isPosted = false;
      if (!this.isReleased) this.resource.runInAsyncScope(this.deliver, this);
    });
  }

  /** Tells the listener the next thing that is new. What is left then is another callback of the event loop. */
  private deliver(): void {
    const { news, listener, arrived } = this;
    if (news.connected) {
      news.connected = false;
      this.isConnected = true;
      listener?.connected();
    } else if (arrived.length > 0) {
      this.arrived = [];
      const data = arrived.length === 1 ? Buffer.from(arrived[0]!) : Buffer.concat(arrived);
      if (listener?.data(data) === false) this.stopReading();
    } else if (news.end) {
      news.end = false;
      this.ended = true;
      listener?.end();
    } else if (news.failed && this.failure !== undefined) {
      news.failed = false;
      this.waiting = undefined;
      listener?.failed(this.failure, this.isConnected, this.ended);
    }
    if (news.end || news.failed || this.arrived.length > 0) this.post();
    this.flush();
  }

  private flush(): void {
    const { waiting } = this;
    if (waiting === undefined || this.connection.queuedBytes > WRITABLE_AT) return;
    this.waiting = undefined;
    this.send(waiting.bytes, waiting.done);
  }
}
