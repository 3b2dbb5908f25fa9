/**
 * One HTTP server instance (`struct httpd_data`): its configuration, its sockets, its tables.
 *
 * Only data and their smallest operations are here; what the server does is in server-loop.ts and its neighbours. Sessions,
 * requests and the application's functions know each other and the instance; here it is said which types they are.
 */

import type { Lifecycle } from '../../../sim/kernel/lifecycle.js';
import type { Semaphore } from '../../../sim/kernel/sync.js';
import type { Task } from '../../../sim/kernel/task.js';
import type { Holder } from '../../../sim/kernel/trace.js';
import { FdSet } from '../../../sim/lwip/sockets/socket-api.js';
import { SESSIONS } from '../../../sim/resources/definitions.js';
import { ofPort } from '../../../sim/resources/limit-name.js';
import { LateLimits } from '../../../sim/resources/late-limits.js';
import { LimitedResource } from '../../../sim/resources/resource.js';
import type { ErrorHandlerOf, UriOf } from '../callbacks.js';
import { HTTPD_ERR_CODE_MAX } from '../codes.js';
import type { ConfigOf } from './config-fields.js';
import type { HttpServerEnvironment } from './environment.js';
import { requestLimits, type RequestLimits } from './kconfig.js';
import { RequestAux, RequestOf } from '../request/request.js';
import { SERVER_LIFECYCLE, type ServerEvent, type ServerState } from './server.table.js';
import { SessionSlot } from '../session/session.js';

/** Longest header of a websocket frame that the server sends: no mask. */
const WS_HEADER_BYTES = 10;

/** A slot of an instance's session table. */
export type Session = SessionSlot<HttpServer, HttpRequest>;
/** A request as its handler sees it (`httpd_req_t`). */
export type HttpRequest = RequestOf<HttpServer, Session>;
/** A registered URI: the instance's copy of what the application passed. */
export type RegisteredUri = UriOf<HttpRequest>;

export class HttpServer {
  /** @internal */
  listenFd = -1;
  /** Where control messages arrive. @internal */
  controlFd = -1;
  /** Where they are sent from. @internal */
  messageFd = -1;
  task: Task | undefined;
  /** The session table; slots in order. @internal */
  readonly sessions: readonly Session[];
  /** Slots in use: `sessions` of the reference traces. @internal */
  activeSessions = 0;
  /** URIs in order of registration, without gaps. @internal */
  readonly uris: RegisteredUri[] = [];
  /** @internal */
  readonly errorHandlers: (ErrorHandlerOf<HttpRequest> | undefined)[] = Array.from({
    length: HTTPD_ERR_CODE_MAX,
  });
  /** How long requests may be. @internal */
  readonly limits: RequestLimits;
  /** The request in hand. @internal */
  readonly request: HttpRequest;
  /** @internal */
  lruCounter = 0;
  /** Sessions accepted so far. @internal */
  accepted = 0;
  /** Room in the control socket's mailbox, with CONFIG_HTTPD_QUEUE_WORK_BLOCKING. @internal */
  controlSemaphore: Semaphore | undefined;
  /** The set that the server waits on; refilled at each turn. @internal */
  readonly readSet = new FdSet();
  /** select() fails: since when, and with which errno, for reports. @internal */
  selectError: { readonly sinceUs: number; readonly errno: number } | undefined;
  /** Session slots as a limited resource. @internal */
  readonly slots: LimitedResource;
  /** What else has turned somebody away. @internal */
  readonly limitsReached: LateLimits;
  private readonly lifecycle: Lifecycle<ServerState, ServerEvent>;
  private spareWsHeader: Uint8Array | undefined = new Uint8Array(WS_HEADER_BYTES);

  /** @internal */
  constructor(
    readonly env: HttpServerEnvironment,
    readonly config: ConfigOf<HttpServer>,
  ) {
    this.sessions = Array.from({ length: config.max_open_sockets }, () => new SessionSlot());
    this.limits = requestLimits(env.kconfig, env.firmware, config);
    this.request = new RequestOf(this, new RequestAux(this.limits.bufferBytes));
    const name = `httpd :${config.server_port}`;
    this.slots = new LimitedResource(env, {
      limit: SESSIONS,
      of: ofPort(config.server_port),
      size: config.max_open_sockets,
      holders: () => this.holders(),
    });
    this.limitsReached = new LateLimits(env);
    this.lifecycle = env.lifecycles.start(SERVER_LIFECYCLE, name);
  }

  get state(): ServerState {
    return this.lifecycle.state;
  }

  /** Tells the instance's machine of a change. @internal */
  note(event: ServerEvent): void {
    this.lifecycle.send(event);
    if (event === 'delete') {
      this.lifecycle.end();
      this.slots.end();
      this.limitsReached.end();
    }
  }

  /** Who holds the session slots. @internal */
  holders(): readonly Holder[] {
    return this.sessions
      .filter((session) => session.fd >= 0)
      .map(({ fd, peerPort, sinceUs }) => ({
        kind: 'client',
        name: this.peerName(fd),
        port: peerPort,
        since: sinceUs,
      }));
  }

  /** Name of the client behind a socket. @internal */
  peerName(fd: number): string {
    return this.env.socketPeerName?.(fd) ?? `fd ${fd}`;
  }

  /** The session that was accepted last among those with a websocket handshake done. @internal */
  newestWebsocket(): Session | undefined {
    let newest: Session | undefined;
    for (const session of this.sessions) {
      if (session.fd < 0 || session.websocketState !== 'open') continue;
      if (newest === undefined || session.acceptOrder > newest.acceptOrder) newest = session;
    }
    return newest;
  }

  /** Lends the buffer for a frame header: the instance's own unless another task is sending from it. @internal */
  takeWsHeader(): Uint8Array {
    const header = this.spareWsHeader ?? new Uint8Array(WS_HEADER_BYTES);
    this.spareWsHeader = undefined;
    return header;
  }

  /** @internal */
  giveWsHeader(header: Uint8Array): void {
    this.spareWsHeader = header;
  }
}
