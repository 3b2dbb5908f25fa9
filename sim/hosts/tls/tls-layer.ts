/**
 * TLS between a host's program and its TCP connections: each connection that has it gets an end of OpenSSL, client or server,
 * which takes the bytes that TCP brings and hands on the plaintext of one record at a time.
 */

import { LazyMap } from '../../kernel/lazy-map.js';
import type { ClientEventName, Trace } from '../../kernel/trace.js';
import { OpensslClient, type ClientOptions } from '../../tls/openssl/client.js';
import type { ClientSession } from '../../tls/openssl/client-offer.js';
import type { EstablishedFacts, PeerEvent, PeerSink } from '../../tls/openssl/peer-events.js';
import { OpensslServer } from '../../tls/openssl/server.js';
import type { RealSession, RealTlsSink } from '../../tls/real/real-session.js';
import { ServerContext, type ServerOptions } from '../../tls/openssl/server-settings.js';
import type { ClientConnection, HostEnvironment } from '../client-stack.js';

/** What the layer needs of its host. */
export interface TlsHost {
  readonly name: string;
  readonly env: HostEnvironment;
  /** Tells the program: trace and listeners. */
  tell(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array, fields?: TlsFacts): void;
  /** The port, where it tells connections apart. */
  portOf(connection: ClientConnection): { readonly port?: number };
  /** Writes down what the program sees, and does not tell it. */
  record(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array, fields?: TlsFacts): void;
  /** Writes down what the program sends. */
  traceSent(bytes: Uint8Array, connection: ClientConnection): void;
}

/** Fields of the events of TLS; `reason`: why it failed. */
export interface TlsFacts extends Partial<EstablishedFacts> {
  readonly reason?: string;
}

/** What a program says of the TLS of a new connection. */
export type TlsClientSettings = Omit<ClientOptions, 'seed'> & {
  /** Offers the session of the host's last connection. */
  readonly resume?: boolean | undefined;
};

/** What a program says of the TLS of a port; `silent`: it takes connections, and what comes on them vanishes. */
export type TlsServerSettings = ServerOptions | 'silent';

/** An end of a connection. */
export type TlsEnd = OpensslClient | OpensslServer;

const ENDS: ReadonlySet<ClientEventName> = new Set<ClientEventName>([
  'reset',
  'closed',
  'timeout',
  'refused',
]);

export class TlsLayer {
  private readonly ends = new LazyMap<ClientConnection, TlsEnd | 'silent'>();
  /** The servers by their ports. */
  private readonly servers = new LazyMap<number, ServerContext | 'silent'>();
  private lastSession: ClientSession | undefined;
  /** Connections whose TLS, if they speak any, is their real program's. */
  private readonly watched = new LazyMap<ClientConnection, RealSession>();
  private started = 0;

  constructor(private readonly host: TlsHost) {}

  /** The connection will speak TLS as soon as it is connected. */
  attach(connection: ClientConnection, settings: TlsClientSettings): void {
    const { host } = this;
    const seed = ++this.started;
    const owner = `${host.name}:${connection.localPort} tls`;
    const offered = settings.resume === true ? this.lastSession : undefined;
    const end: OpensslClient = new OpensslClient(
      { lifecycles: host.env.lifecycles, owner },
      this.sinkOf(connection),
      { ...settings, seed },
      offered,
    );
    this.ends.set(connection, end);
  }

  /** A real program's connection: whether it speaks TLS is seen when it does. */
  watch(connection: ClientConnection): void {
    const { host } = this;
    const session = host.env.realTls?.watch(host.name, connection.localPort, this.sinkOfReal(connection));
    if (session !== undefined) this.watched.set(connection, session);
  }

  /** Its program sends bytes: true when they are TLS, and told of here. */
  sendsReal(connection: ClientConnection | undefined, bytes: Uint8Array): boolean {
    return connection !== undefined && this.watched.get(connection)?.clientSends(bytes) === true;
  }

  /** Bytes have come to its program: true when they are TLS, and told of here. */
  receivesReal(connection: ClientConnection, bytes: Uint8Array): boolean {
    return this.watched.get(connection)?.clientReceives(bytes) === true;
  }

  /** A port speaks TLS from now on; without settings it is plain. Connections that exist stay as they are. */
  serve(port: number, settings: TlsServerSettings | undefined): void {
    if (settings === undefined) this.servers.delete(port);
    else this.servers.set(port, settings === 'silent' ? settings : new ServerContext(settings));
  }

  /** A connection has come to a port. */
  accept(connection: ClientConnection): void {
    const server = this.servers.get(connection.localPort);
    if (server === undefined) return;
    const { host } = this;
    const owner = `${host.name}:${connection.localPort} tls from ${connection.remotePort}`;
    const env = { lifecycles: host.env.lifecycles, owner };
    const end = server === 'silent' ? server : new OpensslServer(env, this.sinkOf(connection), server);
    this.ends.set(connection, end);
  }

  /** The end of a connection; undefined for a plain one, and for one whose bytes vanish. */
  endOf(connection: ClientConnection | undefined): TlsEnd | undefined {
    const end = connection === undefined ? undefined : this.ends.get(connection);
    return end === 'silent' ? undefined : end;
  }

  /** A connection has TLS, or would have it if its handshake began. */
  has(connection: ClientConnection): boolean {
    return this.ends.has(connection);
  }

  /** Its handshake never begins: what comes vanishes, and what is to be sent inside TLS waits for ever. */
  isSilent(connection: ClientConnection | undefined): boolean {
    return connection !== undefined && this.ends.get(connection) === 'silent';
  }

  /** What TCP says of a connection: true when the program is not to be told as it is. */
  hear(connection: ClientConnection, event: ClientEventName, bytes: Uint8Array | undefined): boolean {
    const end = this.ends.get(connection);
    if (end === undefined) {
      if (ENDS.has(event)) this.unwatch(connection);
      return false;
    }
    if (event === 'data' && bytes !== undefined) {
      if (end !== 'silent') end.receive(bytes);
      if (end instanceof OpensslClient) this.lastSession = end.session ?? this.lastSession;
      return true;
    }
    if (ENDS.has(event)) this.forget(connection);
    return false;
  }

  /** The program has been told that the connection stands: the handshake begins. */
  begin(connection: ClientConnection): void {
    const end = this.ends.get(connection);
    if (end instanceof OpensslClient) end.start();
  }

  /** The connection is over, or forgotten. */
  forget(connection: ClientConnection): void {
    this.endOf(connection)?.end();
    this.ends.delete(connection);
    this.unwatch(connection);
  }

  /** A real program's connection is over. */
  unwatch(connection: ClientConnection): void {
    if (!this.watched.delete(connection)) return;
    this.host.env.realTls?.forget(this.host.name, connection.localPort);
  }

  private sinkOfReal(connection: ClientConnection): RealTlsSink {
    const { host } = this;
    return {
      record: (direction, type, len, hs) => {
        this.trace(connection, direction, type, len, hs, true);
      },
      sent: (plain) => {
        host.traceSent(plain, connection);
      },
      data: (plain) => {
        host.record(connection, 'data', plain);
      },
      event: (event) => {
        host.record(connection, event.ev, undefined, factsOf(event));
      },
    };
  }

  private sinkOf(connection: ClientConnection): PeerSink {
    const { host } = this;
    return {
      send: (bytes) => void connection.send(bytes),
      close: () => void connection.close(),
      data: (plain) => {
        host.tell(connection, 'data', plain);
      },
      record: (direction, type, length, hs) => {
        this.trace(connection, direction === 'out' ? 'rx' : 'tx', type, length, hs);
      },
      event: (event) => {
        host.tell(connection, event.ev, undefined, factsOf(event));
      },
    };
  }

  private trace(
    connection: ClientConnection,
    dir: 'rx' | 'tx',
    type: number,
    len: number,
    hs: string | undefined,
    isReal = false,
  ): void {
    const { host } = this;
    const { kernel } = host.env;
    const trace: Trace = host.env.trace;
    if (!trace.wants.tls) return;
    trace.emit({
      t: kernel.nowUs,
      k: 'tls',
      dir,
      c: host.name,
      type,
      len,
      ...(hs === undefined ? {} : { hs }),
      ...host.portOf(connection),
      ...(isReal ? { real: 1 as const } : {}),
    });
  }
}

/** What a `cli` record says of an event of TLS besides its name. */
export function factsOf(event: PeerEvent): TlsFacts {
  switch (event.ev) {
    case 'tls_established':
      return event.facts;
    case 'tls_error':
      return { reason: event.reason };
    default:
      return {};
  }
}
