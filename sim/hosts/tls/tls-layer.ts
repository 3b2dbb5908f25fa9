/**
 * TLS between a host's program and its TCP connections: each connection that has it gets an end of OpenSSL, client or server,
 * which takes the bytes that TCP brings and hands on the plaintext of one record at a time.
 */

import type { ClientEventName, Trace } from '../../kernel/trace.js';
import { OpensslClient, type ClientOptions } from '../../tls/openssl/client.js';
import type { ClientSession } from '../../tls/openssl/client-offer.js';
import type { EstablishedFacts, PeerEvent, PeerSink, RecordDirection } from '../../tls/openssl/peer.js';
import { OpensslServer } from '../../tls/openssl/server.js';
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
  private readonly ends = new Map<ClientConnection, TlsEnd | 'silent'>();
  /** The servers by their ports. */
  private readonly servers = new Map<number, ServerContext | 'silent'>();
  private lastSession: ClientSession | undefined;
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
    if (end === undefined) return false;
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
        this.trace(connection, direction, type, length, hs);
      },
      event: (event) => {
        const { ev, fields } = fieldsOf(event);
        host.tell(connection, ev, undefined, fields);
      },
    };
  }

  private trace(
    connection: ClientConnection,
    direction: RecordDirection,
    type: number,
    len: number,
    hs: string | undefined,
  ): void {
    const { host } = this;
    const { kernel } = host.env;
    const trace: Trace = host.env.trace;
    if (!trace.wants.tls) return;
    trace.emit({
      t: kernel.nowUs,
      k: 'tls',
      dir: direction === 'out' ? 'rx' : 'tx',
      c: host.name,
      type,
      len,
      ...(hs === undefined ? {} : { hs }),
      ...host.portOf(connection),
    });
  }
}

function fieldsOf(event: PeerEvent): { readonly ev: ClientEventName; readonly fields: TlsFacts } {
  switch (event.ev) {
    case 'tls_established':
      return { ev: event.ev, fields: event.facts };
    case 'tls_error':
      return { ev: event.ev, fields: { reason: event.reason } };
    default:
      return { ev: event.ev, fields: {} };
  }
}
