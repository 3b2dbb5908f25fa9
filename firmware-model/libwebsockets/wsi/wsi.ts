/**
 * One libwebsockets connection (`struct lws`): a socket, what it speaks, and where in its life it is.
 *
 * Context, vhost, protocols and roles hold wsis or are called with them; here it is said that those are these.
 */

import type { Lifecycle } from '../../../sim/kernel/lifecycle.js';
import { Buflist } from '../io/buflist.js';
import { plainTransport, type TransportOf } from '../io/transport.js';
import { WsiTls } from '../tls/tls-state.js';
import type { HeaderTable } from '../http/header-table.js';
import type { TagGroup } from '../context/lifecycle-tags.js';
import type { PeerName } from '../context/platform.js';
import type { ContextOf } from '../context/context.js';
import type { CreationInfoOf, ProtocolOf, SessionData } from '../context/protocol.js';
import type { VhostOf } from '../context/vhost.js';
import type { RoleOf, RoleReasons } from './role.js';
import type { SortedUsec } from '../service/sorted-usec-list.js';
import type { WebsocketState } from '../ws/websocket-state.js';
import type { WsiEvent, WsiState } from './wsi.table.js';
import type { ClientConnection } from '../client/client-connection.js';

/** A context of these connections. */
export type LwsContext = ContextOf<LwsWsi>;
/** Its virtual host. */
export type LwsVhost = VhostOf<LwsWsi>;
/** `struct lws_protocols`. */
export type LwsProtocol = ProtocolOf<LwsWsi>;
/** `struct lws_context_creation_info`. */
export type LwsContextCreationInfo = CreationInfoOf<LwsWsi>;
/** `struct lws_role_ops`. */
export type Role = RoleOf<LwsWsi>;

/** Not in the poll table (`LWS_NO_FDS_POS`). */
export const NOT_POLLED = -1;
/** No socket (`LWS_SOCK_INVALID`). */
export const NO_SOCKET = -1;

/** Bits of {@link LwsWsi.rxflowChangeTo} (lws-writeable.h, private-lib-core-net.h). */
export const LWS_RXFLOW_ALLOW = 1;
export const LWS_RXFLOW_PENDING_CHANGE = 2;

/** HTTP's part of a wsi (`struct _lws_http_mode_related`). Lengths wrap at 64 bits as in C. */
export class HttpState {
  /** Headers of the request or response that is being read or served (`ah`). */
  headers: HeaderTable | undefined;
  rxContentLength = 0n;
  rxContentRemain = 0n;
  contentLengthExplicitlyZero = false;
  requestVersion: '1.0' | '1.1' = '1.0';
  keepAlive = false;
  /** The transaction ends as soon as what is buffered has been sent. */
  deferredTransactionCompleted = false;
}

/** The timers of a wsi. */
export interface WsiTimers {
  /** `sul_timeout`: the connection is given up. */
  readonly timeout: SortedUsec;
  /** `sul_validity`: the peer has been silent for long. */
  readonly validity: SortedUsec;
  /** `sul_hrtimer`: the application's own (`lws_set_timer_usecs`). */
  readonly own: SortedUsec;
}

export class LwsWsi {
  tag = '';
  tagGroup: TagGroup | undefined;
  createdUs = 0;
  /** Heap that it takes. */
  heapBytes = 0;

  vhost: LwsVhost | undefined;
  protocol: LwsProtocol | undefined;
  role: Role | undefined;
  side: 'server' | 'client' | undefined;
  /** State when it was last asked to close; undefined until then (`wsistate_pre_close`). */
  preCloseState: WsiState | undefined;

  fd = NO_SOCKET;
  /** Place in the poll table, {@link NOT_POLLED} if none. */
  pollIndex = NOT_POLLED;
  userSpace: SessionData | undefined;
  /** The application has been told which protocol serves it, not yet that this ended. */
  protocolBound = false;
  /** When it was bound to its protocol, in the order of such bindings; 0: not yet (`same_vh_protocol`). */
  boundAs = 0;

  /** What carries its bytes. */
  transport: TransportOf<LwsWsi> = plainTransport();
  readonly tls = new WsiTls();

  /** Received, not consumed. */
  readonly buflist: Buflist;
  /** To be sent before anything else. */
  readonly buflistOut: Buflist;

  readonly http = new HttpState();
  ws: WebsocketState | undefined;
  client: ClientConnection | undefined;
  timers!: WsiTimers;
  /** What {@link WsiTimers.timeout} waits for; keep-alive idling ends politely. */
  pendingTimeout: 'none' | 'keepalive-idle' | 'other' = 'none';
  /** Silence has reached the hang-up threshold next time. */
  validityHangup = false;

  readonly isPipe: boolean;
  /** The wsi is on its way to a socket; closing it then tells the application. */
  awaitingSocket = false;
  hdrParsingCompleted = false;
  socketIsPermanentlyUnusable = false;
  /** Its memory is free again: whoever still uses it uses something else. */
  freed = false;
  toldUserClosed = false;
  handlingPollout = false;
  leavePolloutActive = false;
  favouredPollin = false;
  seenZeroLengthRecv = false;
  closeNeedsAck = false;
  /** Bits of reasons why receiving is stopped. */
  rxflowBitmap = 0;
  rxflowChangeTo = 0;
  rxflowWillBeApplied = false;
  alreadyDidConnectionError = false;
  /** Who is at the other end and why the connection is being closed, for reports. */
  reportPeer: PeerName | undefined;
  closeReason: string | undefined;
  /** The newest callback that returned other than 0, for reports. */
  refusedCallback: string | undefined;

  constructor(
    readonly context: LwsContext,
    readonly lifecycle: Lifecycle<WsiState, WsiEvent>,
    kind: 'connection' | 'pipe' = 'connection',
  ) {
    const home = {
      heap: context.platform.memory,
      onFull: () => {
        context.log.err('lws_buflist_append_segment: OOM\n');
      },
    };
    this.buflist = new Buflist(home);
    this.buflistOut = new Buflist(home);
    this.isPipe = kind === 'pipe';
  }

  get state(): WsiState {
    return this.lifecycle.state;
  }

  /** Moves on in life. */
  to(event: WsiEvent): void {
    this.lifecycle.send(event);
  }

  /** The reasons with which its role calls the application, for its side of the connection. */
  get reasons(): RoleReasons | undefined {
    return this.side === 'client' ? this.role?.client : this.role?.server;
  }

  /** `lws_has_buffered_out`. */
  get hasBufferedOut(): boolean {
    return !this.buflistOut.isEmpty;
  }

  /** `lws_is_flowcontrolled`. */
  get isFlowControlled(): boolean {
    return this.rxflowBitmap !== 0;
  }
}
