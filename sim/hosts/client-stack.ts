/**
 * What a client's TCP implementation is to its host, so that several can stand side by side: `probe`, the deliberately
 * simple one of the reference traces, and others that behave like a real operating system's.
 */

import type { Kernel } from '../kernel/kernel.js';
import type { LifecycleRegistry } from '../kernel/lifecycle.js';
import type { ClientEventName, Trace } from '../kernel/trace.js';
import type { RealTls } from '../tls/real/real-tls.js';
import type { SequenceOrigins } from '../wire/link-end.js';
import type { Ipv4, Segment } from '../wire/segment.js';
import type { EndpointState } from './endpoint.table.js';

/** What every host is given. */
export interface HostEnvironment {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly lifecycles: LifecycleRegistry;
  /** TLS of real clients; absent where there are none. */
  readonly realTls?: RealTls | undefined;
}

/** What a connection may see and do of its host. */
export interface ConnectionHost {
  readonly env: HostEnvironment;
  readonly name: string;
  readonly ip: Ipv4;
  /** Where the device is. */
  readonly deviceIp: Ipv4;
  /** Initial sequence number of every connection of this host. */
  readonly isn: number;
  /** True while the host neither answers nor sends. */
  readonly vanished: boolean;
  /** True when the host closes its side as soon as it is told of the end of the other's data. */
  readonly autoClose: boolean;
  /** Hands a segment to the link. Its payload must not change any more. */
  transmit(segment: Segment): void;
  /** Tells the client what has happened: trace and listeners. Listeners may call back into the connection. */
  notify(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array): void;
  /** The connection is over (`time-wait` or `dead`); only late segments will still reach it. */
  retire(connection: ClientConnection): void;
}

/** Times of keep-alive: TCP_KEEPIDLE, TCP_KEEPINTVL in µs, TCP_KEEPCNT. */
export interface KeepAlive {
  readonly idleUs: number;
  readonly intervalUs: number;
  readonly count: number;
}

/** A connection as segments find it, over or not. */
export interface KnownConnection extends SequenceOrigins {
  readonly localPort: number;
  readonly remotePort: number;
  readonly state: EndpointState;
  /** Traces count from this number from now on; the connection's own numbers stay what they are. */
  countFrom(isn: number): void;
  /** Takes a segment addressed to it. Never called when `dead`. */
  receive(segment: Segment): void;
}

/** One connection of a client. Calls that its state does not allow do nothing, as a script's late steps must. */
export interface ClientConnection extends KnownConnection {
  /** What answers in its place when it is over (`time-wait` or `dead`). */
  remains(): KnownConnection;
  /** Whether {@link send} would take bytes. */
  readonly canSend: boolean;
  /** Queues data to send. Takes the array over: it must not change any more. False when it is too late to send. */
  send(bytes: Uint8Array): boolean;
  /** FIN after all queued data; still receives. False when already closing or over. */
  close(): boolean;
  /** RST if established, and the connection is gone. False when it is over anyway. */
  abort(): boolean;
  /** The client reads no more: data that still comes is answered with RST (close(2), as against shutdown(2)). */
  disown(): void;
  /** Received data waits for a client that does not read. */
  readonly hasUnread: boolean;
  /** Bytes that the client has sent and the device has not acknowledged. */
  readonly queuedBytes: number;
  /** Called whenever the device has acknowledged data, before its own data is delivered. */
  onAcknowledged: (() => void) | undefined;
  /** SO_KEEPALIVE with these times; undefined turns it off. Absent in a stack without keep-alive. */
  setKeepAlive?(settings: KeepAlive | undefined): void;
  /** TCP_NODELAY; false: small segments wait for the acknowledgement of others (Nagle). Absent in a stack without Nagle. */
  setNoDelay?(on: boolean): void;
  /** Stops reading: received data stays in the receive buffer and the window shrinks. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
  /** The host connects anew: an unfinished connection ends without a packet or an event. */
  forget(): void;
  /** The host vanishes: no timer runs any more. */
  freeze(): void;
}

/** A TCP implementation: makes connections. */
export interface ClientStack {
  /** Name in scenarios: `probe`, … */
  readonly id: string;
  /** Opens a connection to the device; the SYN leaves at once. */
  connect(host: ConnectionHost, localPort: number, remotePort: number): ClientConnection;
  /** Answers a SYN to a port on which the host listens. */
  accept(host: ConnectionHost, syn: Segment): ClientConnection;
}
