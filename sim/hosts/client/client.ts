/**
 * A client of a group: one host, its connections, and the scripts that drive them.
 *
 * Modelled: several connections at once, each an own {@link Channel}; fibers; random numbers of its own.
 * TLS as its group has it, on every connection that it opens (sim/hosts/tls).
 * Absent: name resolution, proxies, several devices.
 */

import type { Kernel } from '../../kernel/kernel.js';
import type { Random } from '../../kernel/random.js';
import type { ClientEventName, Trace } from '../../kernel/trace.js';
import type { ClientConnection } from '../client-stack.js';
import { HTTP_PORT } from '../../wire/ports.js';
import type { Host } from '../host.js';
import type { TlsClientSettings } from '../tls/tls-layer.js';
import { Channel, type ChannelOwner } from './channel.js';
import { Fibers, NEVER, type Script } from './fiber.js';
import type { Exchange } from './exchange.js';

/** Events after which a connection says nothing more. */
const LAST_EVENTS: ReadonlySet<ClientEventName> = new Set(['refused', 'timeout', 'reset', 'closed']);

/** What a client is made of. */
export interface ClientOptions {
  readonly random: Random;
  /** PING and CLOSE are answered as RFC 6455 asks; true unless given. */
  readonly answersControl?: boolean;
  /** Its connections have TLS; absent: they are plain. */
  readonly tls?: ClientTls | undefined;
}

/** TLS of a client's connections. */
export interface ClientTls {
  readonly settings: TlsClientSettings;
  /** Where they go unless told otherwise. */
  readonly port: number;
}

/** One client with a program. */
export class Client implements ChannelOwner {
  readonly name: string;
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly random: Random;
  readonly answersControl: boolean;
  /** The port that it connects to unless told otherwise: that of HTTP or of HTTPS. */
  readonly usualPort: number;
  readonly fibers: Fibers;
  /** Called for each connection that the device opens to it (see {@link listen}). */
  private onAccepted: ((channel: Channel) => void) | undefined;
  private readonly channels = new Map<ClientConnection, Channel>();

  private readonly tls: ClientTls | undefined;

  constructor(
    readonly host: Host,
    { random, answersControl = true, tls }: ClientOptions,
  ) {
    const { kernel, trace } = host.env;
    this.name = host.name;
    this.kernel = kernel;
    this.trace = trace;
    this.random = random;
    this.answersControl = answersControl;
    this.tls = tls;
    this.usualPort = tls?.port ?? HTTP_PORT;
    this.fibers = new Fibers(kernel);
    host.hasSeveral = true;
    host.subscribe((event, connection, bytes, reason) => {
      this.take(event, connection, bytes, reason);
    });
  }

  /** Connections that have not ended, oldest first. */
  get live(): Iterable<Channel> {
    return this.channels.values();
  }

  /** Opens one more connection, with TLS if the client has that; the SYN leaves at once. `from`: its own port, which is not in use. */
  open(port: number = this.usualPort, from?: number): Channel {
    return this.adopt(this.host.open(port, this.tls?.settings, from));
  }

  /** Opens a connection and waits until it is established, has failed, or the deadline (virtual µs) has come. */
  *connect(port?: number, deadlineUs = NEVER): Script<Channel> {
    const channel = this.open(port);
    yield* this.settle(channel, deadlineUs);
    return channel;
  }

  /** Waits until a connection is established or over. False when the deadline came first. */
  settle(channel: Channel, deadlineUs = NEVER): Script<boolean> {
    return this.fibers.until(
      channel.changed,
      () => channel.connected || channel.end !== undefined,
      deadlineUs,
    );
  }

  /**
   * Waits until a request is over. False when the deadline came first. What arrives in the same instant is seen too: the
   * FIN behind an answer, above all.
   */
  *answered(channel: Channel, exchange: Exchange, deadlineUs = NEVER): Script<boolean> {
    const isOver = yield* this.fibers.until(channel.changed, () => exchange.isOver, deadlineUs);
    if (isOver) yield* this.fibers.breathe();
    return isOver;
  }

  /** Waits until a connection has ended. False when the deadline came first. */
  ended(channel: Channel, deadlineUs = NEVER): Script<boolean> {
    return this.fibers.until(channel.changed, () => channel.end !== undefined, deadlineUs);
  }

  /** Accepts the device's connections to a port; `accepted` is called for each. */
  listen(port: number, accepted: (channel: Channel) => void): void {
    this.onAccepted = accepted;
    this.host.listen(port);
  }

  /** `at` microseconds from now, on the run's clock. */
  in(forUs: number): number {
    return this.kernel.nowUs + forUs;
  }

  private adopt(connection: ClientConnection): Channel {
    const channel = new Channel(this, connection);
    this.channels.set(connection, channel);
    return channel;
  }

  private take(
    event: ClientEventName,
    connection: ClientConnection,
    bytes: Uint8Array | undefined,
    reason: string | undefined,
  ): void {
    if (event === 'accepted') this.onAccepted?.(this.adopt(connection));
    const channel = this.channels.get(connection);
    if (LAST_EVENTS.has(event)) this.channels.delete(connection);
    channel?.take(event, bytes, reason);
  }
}
