/**
 * One client: a host with one address, its ports and its connections, and the calls that scripts make on it.
 *
 * Modelled: demultiplexing by ports, RST for segments of no connection, listening ports, vanishing; raw segments, with the
 * first of which the host stops being a TCP (raw/).
 * Absent: more than one peer (the device), UDP, ICMP.
 */

import { TooMuchError } from '../kernel/errors.js';
import { HTTP_PORT } from '../wire/ports.js';
import { encodeWsAccept, type WsAcceptOptions } from '../codec/ws-accept.js';
import { ModelError } from '../kernel/errors.js';
import type { ActRecord, ClientEventName } from '../kernel/trace.js';
import type { Inject, LinkEnd, LinkSocket, SequenceOrigins } from '../wire/link-end.js';
import { ACK, NO_PAYLOAD, SYN, type Ipv4, type Segment } from '../wire/segment.js';
import { dataRecord, eventRecord, sentRecord } from './client-record.js';
import type { ClientConnection, ClientStack, ConnectionHost, HostEnvironment } from './client-stack.js';
import { ConnectionTable } from './connection-table.js';
import { TlsLayer, type TlsClientSettings, type TlsFacts, type TlsServerSettings } from './tls/tls-layer.js';
import { FIRST_DYNAMIC_PORT, PortRange } from './port-range.js';
import { RawMode } from './raw/raw-mode.js';
import type { RawSegment } from './raw/raw-segment.js';
import { strayAnswer } from './stray-answer.js';

/** Told of what a client sees; `bytes` come with `data`, `reason` with `tls_error`. May act on the host at once. */
export type ClientListener = (
  event: ClientEventName,
  connection: ClientConnection,
  bytes?: Uint8Array,
  reason?: string,
) => void;

/** What a host is made of. */
export interface HostSettings {
  readonly name: string;
  readonly ip: Ipv4;
  readonly deviceIp: Ipv4;
  readonly isn: number;
  readonly autoClose: boolean;
  readonly stack: ClientStack;
  /** Where it plugs in. */
  readonly link: LinkSocket;
  /** Length of the next ServerKeyExchange of a server of TLS, where the scenario gives it. */
  readonly nextKeyExchangeBytes: () => number | undefined;
}

/** Data that a client may have for a connection and cannot get rid of. */
const MOST_QUEUED_BYTES = 268_435_456;

/** One client of the scenario. */
export class Host implements LinkEnd, ConnectionHost {
  readonly name: string;
  readonly ip: Ipv4;
  readonly deviceIp: Ipv4;
  readonly isn: number;
  readonly autoClose: boolean;
  vanished = false;
  /** True once it has held several connections on purpose: its trace records then name the port. */
  hasSeveral = false;
  /** Its program is real, and so is the TLS that it speaks. */
  isReal = false;
  /** Called when it vanishes: its program, if it has one, ends. */
  onVanish: (() => void) | undefined;
  /** Ports on which it accepts connections of the device; undefined for one that has never listened. */
  private listenPorts: Set<number> | undefined;
  /** TLS of the connections that have it. */
  readonly tls: TlsLayer = new TlsLayer(this);
  /** Called before a segment from outside of its program makes it raw: the program ends. */
  onTakenOver: (() => void) | undefined;
  private readonly connections = new ConnectionTable();
  private readonly raw = new RawMode(this, this.connections);
  /** Port of the newest `connect`: raw segments come from there. */
  private connectPort: number | undefined;
  private readonly listeners: ClientListener[] = [];
  private readonly ports = new PortRange();
  /** The newest data, of a host that listens: {@link wsAccept} answers the upgrade in it. */
  private lastData: Uint8Array = NO_PAYLOAD;
  private readonly inject: Inject;

  constructor(
    readonly env: HostEnvironment,
    private readonly settings: HostSettings,
  ) {
    this.name = settings.name;
    this.ip = settings.ip;
    this.deviceIp = settings.deviceIp;
    this.isn = settings.isn;
    this.autoClose = settings.autoClose;
    this.inject = settings.link.attach(this);
  }

  /** Length of the next ServerKeyExchange that it sends as a server, where the scenario gives it. */
  get nextKeyExchangeBytes(): () => number | undefined {
    return this.settings.nextKeyExchangeBytes;
  }

  /** The newest connection: the one that the calls below act upon. */
  get connection(): ClientConnection | undefined {
    return this.connections.newest;
  }

  /** Connections that are neither dead nor through, oldest first. */
  get unfinished(): Iterable<ClientConnection> {
    return this.connections.unfinished;
  }

  /** It has no TCP any more: it only reports what comes, and no call but {@link sendSegment} does anything. */
  get isRaw(): boolean {
    return this.raw.isOn;
  }

  /** Registers a listener; listeners are called in this order, after the trace record. */
  subscribe(listener: ClientListener): void {
    this.listeners.push(listener);
  }

  /**
   * Opens a connection, with TLS if `tls` is given; older unfinished ones are forgotten without a packet, and a vanished
   * host is back. `from` is the port that it comes from; one of the dynamic range unless given.
   */
  connect(port: number = HTTP_PORT, tls?: TlsClientSettings, from?: number): ClientConnection {
    for (const older of this.connections.unfinished) older.forget();
    return this.begin(port, tls, from);
  }

  /** Opens one more connection beside those that it has; a vanished host is back. `from` as in {@link connect}. */
  open(port: number = HTTP_PORT, tls?: TlsClientSettings, from?: number): ClientConnection {
    this.hasSeveral = true;
    return this.begin(port, tls, from);
  }

  /** Whether a connection of its own that is not over has these ports. */
  isInUse(localPort: number, port: number): boolean {
    return this.connections.isLive(localPort, port);
  }

  /**
   * Sends on a connection, inside TLS if it has that. Takes the array over; `expects`: its program waits for a websocket
   * message in return. False when nothing was queued.
   */
  send(bytes: Uint8Array, connection = this.connection, expects = false): boolean {
    if (this.tls.sendsReal(connection, bytes)) return this.sendRaw(bytes, connection);
    this.traceSent(bytes, connection, expects);
    const tls = this.tls.endOf(connection);
    if (this.tls.isSilent(connection)) return false;
    if (tls === undefined || this.isSilent) return this.sendRaw(bytes, connection);
    tls.write(bytes);
    return !tls.hasFailed;
  }

  /** Sends straight onto the TCP stream, past TLS. */
  sendRaw(bytes: Uint8Array, connection = this.connection): boolean {
    if (this.isSilent || connection === undefined) return false;
    if (connection.queuedBytes + bytes.length > MOST_QUEUED_BYTES)
      throw new TooMuchError(`${this.name} has more than 256 MiB to send that the device has not taken`);
    return connection.send(bytes);
  }

  /** FIN after all queued data. */
  close(connection = this.connection): boolean {
    if (this.isSilent || connection?.close() !== true) return false;
    this.traceAct({ do: 'close', ...this.portOf(connection) });
    return true;
  }

  /**
   * As close(2): FIN after all queued data and RST for what still comes; RST at once when received data is unread
   * (net/ipv4/tcp.c __tcp_close). A connection on its way is dropped.
   */
  release(connection: ClientConnection): void {
    if (connection.hasUnread || connection.state === 'syn-sent') {
      this.abort(connection);
      return;
    }
    this.close(connection);
    connection.disown();
  }

  /** RST if established; event `closed`. */
  abort(connection = this.connection): boolean {
    if (this.isSilent) return false;
    this.traceAct({ do: 'abort', ...this.portOf(connection) });
    return connection?.abort() === true;
  }

  /** Stops reading on the newest connection. */
  pause(): void {
    this.connection?.pause();
  }

  /** Goes on reading. */
  resume(): void {
    this.connection?.resume();
  }

  /** Answers nothing and sends nothing from now on, until it connects or listens again. */
  vanish(): void {
    if (this.raw.isOn) return;
    this.traceAct({ do: 'vanish' });
    this.vanished = true;
    this.onVanish?.();
    for (const connection of this.connections.unfinished) connection.freeze();
  }

  /** Accepts connections of the device on a port from now on, as a server of TLS if `tls` is given. */
  listen(port: number, tls?: TlsServerSettings): void {
    if (this.raw.isOn) return;
    (this.listenPorts ??= new Set()).add(port);
    this.tls.serve(port, tls);
    this.vanished = false;
  }

  /** Refuses them again. */
  stopListening(port: number): void {
    this.listenPorts?.delete(port);
  }

  /** Ports on which it accepts connections of the device, in the order in which it began to. */
  get listening(): readonly number[] {
    return [...(this.listenPorts ?? [])];
  }

  /** Answers the websocket upgrade in the newest data received, on the newest connection. */
  wsAccept(options: WsAcceptOptions = {}): boolean {
    return this.send(encodeWsAccept(this.lastData, options));
  }

  /** Sends one segment exactly as said. Unless it is spoofed the host is raw from now on, and reachable. */
  sendSegment(raw: RawSegment): void {
    if (!raw.spoof) {
      this.vanished = false;
      if (!this.raw.isOn) {
        this.traceAct({ do: 'raw' });
        this.raw.enter();
      }
    }
    this.raw.send(raw, raw.from ?? this.connectPort ?? FIRST_DYNAMIC_PORT);
  }

  receive(segment: Segment): void {
    if (this.vanished) return;
    if (this.raw.isOn) {
      this.raw.report(segment);
      return;
    }
    const { flags, dstPort, srcPort } = segment;
    const connection = this.connections.find(dstPort, srcPort);
    const isOver =
      connection === undefined || connection.state === 'dead' || connection.state === 'time-wait';
    if (isOver && this.listenPorts?.has(dstPort) === true && (flags & (SYN | ACK)) === SYN) {
      this.connections.add(this.settings.stack.accept(this, segment));
    } else if (connection === undefined || connection.state === 'dead') {
      const answer = strayAnswer(segment);
      if (answer !== undefined) this.transmit(answer);
    } else {
      connection.receive(segment);
    }
  }

  originsOf(localPort: number, devicePort: number): SequenceOrigins | undefined {
    return this.raw.originsOf(localPort, devicePort);
  }

  transmit(segment: Segment): void {
    this.inject(segment);
  }

  notify(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array): void {
    if (event === 'accepted') this.tls.accept(connection);
    if (this.tls.hear(connection, event, bytes)) return;
    if (bytes !== undefined && this.tls.receivesReal(connection, bytes)) {
      for (const listener of this.listeners) listener(event, connection, bytes);
      return;
    }
    this.tell(connection, event, bytes);
    if (event === 'connected') this.tls.begin(connection);
    if (event === 'accepted' && this.tls.has(connection)) {
      this.traceAct({ do: 'accept', tls: 1, ...this.portOf(connection) });
    }
  }

  tell(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array, fields?: TlsFacts): void {
    if (bytes !== undefined && this.listenPorts !== undefined) this.lastData = bytes;
    this.record(connection, event, bytes, fields);
    for (const listener of this.listeners) listener(event, connection, bytes, fields?.reason);
  }

  /** Writes down what its program sees, and does not tell it. */
  record(connection: ClientConnection, event: ClientEventName, bytes?: Uint8Array, fields?: TlsFacts): void {
    const { trace, kernel } = this.env;
    if (!trace.wants.cli) return;
    if (bytes !== undefined) {
      const port = this.hasSeveral ? connection.localPort : undefined;
      trace.emit(dataRecord(kernel.nowUs, this.name, bytes, port));
      return;
    }
    const record = eventRecord(kernel.nowUs, this.name, event);
    trace.emit(Object.assign(record, fields, this.portOf(connection)));
  }

  retire(connection: ClientConnection): void {
    this.connections.retire(connection);
    this.tls.unwatch(connection);
  }

  /** It vanished or is raw: no call to its connections does anything. */
  private get isSilent(): boolean {
    return this.vanished || this.raw.isOn;
  }

  /** The port, where it tells connections apart. */
  portOf(connection: ClientConnection | undefined): { readonly port?: number } {
    return this.hasSeveral && connection !== undefined ? { port: connection.localPort } : {};
  }

  traceSent(bytes: Uint8Array, connection: ClientConnection | undefined, expects = false): void {
    const { trace, kernel } = this.env;
    if (!trace.wants.sent || this.isSilent || connection === undefined || !connection.canSend) return;
    trace.emit(sentRecord(kernel.nowUs, this.name, connection.localPort, bytes, expects));
  }

  private traceAct(act: Omit<ActRecord, 't' | 'k' | 'c'>): void {
    const { trace, kernel } = this.env;
    if (trace.wants.act) trace.emit({ t: kernel.nowUs, k: 'act', c: this.name, ...act });
  }

  private begin(port: number, tls: TlsClientSettings | undefined, from?: number): ClientConnection {
    if (this.raw.isOn) throw new ModelError('a raw client has no TCP to connect with', { client: this.name });
    this.vanished = false;
    const localPort = from ?? this.ports.next((one) => this.isInUse(one, port));
    this.connectPort = localPort;
    if (this.env.trace.wants.act) {
      const beside = this.hasSeveral ? { beside: 1 as const } : {};
      const overTls = tls ? { tls: 1 as const } : {};
      this.traceAct({ do: 'connect', port: localPort, peer: port, ...beside, ...overTls });
    }
    const connection = this.settings.stack.connect(this, localPort, port);
    this.connections.add(connection);
    if (tls !== undefined) this.tls.attach(connection, tls);
    else if (this.isReal) this.tls.watch(connection);
    return connection;
  }
}
