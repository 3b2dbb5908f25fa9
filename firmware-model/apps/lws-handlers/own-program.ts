/** What a libwebsockets program of a scenario's own keeps: its handlers, its connections, the message for all. */

import type { HandlerDeed, UriHandler } from '../../../sim/document/handlers.js';
import {
  LWS_PRE,
  lws_callback_on_writable_all_protocol,
  lws_hdr_total_length,
  type HeaderToken,
  type LwsContext,
  type LwsProtocol,
  type LwsWsi,
  type SessionData,
} from '../../libwebsockets/index.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { DeedHome } from '../handlers/deed-home.js';
import { HandlerState } from '../handlers/handler-state.js';

/** A message for every websocket; each gets the newest, when it can be written to. */
interface Message {
  readonly bytes: Uint8Array;
  readonly number: number;
}

/** What the program keeps of one connection (`per_session_data_size`): of a request, or of a websocket. */
export class Session {
  handler: UriHandler | undefined;
  status = 200;
  type = 'text/html';
  readonly headers: (readonly [name: string, value: string])[] = [];
  /** The head of an answer without length is out. */
  hasBegun = false;
  /** The whole answer is out: the transaction can be completed. */
  isAnswered = false;
  /** Number of the newest message that it has got. */
  lastMessage = 0;
  /** How often each callback with `again` has come. */
  readonly rounds = new Map<HandlerDeed, number>();
}

const KEY = 'session';
const METHODS: Readonly<Record<string, HeaderToken>> = {
  GET: 'GET_URI',
  POST: 'POST_URI',
  PUT: 'PUT_URI',
  DELETE: 'DELETE_URI',
  PATCH: 'PATCH_URI',
  HEAD: 'HEAD_URI',
  OPTIONS: 'OPTIONS_URI',
};

export class OwnProgram {
  readonly state: HandlerState;
  readonly connections = new Set<LwsWsi>();
  /** Requests, in the order of the scenario. */
  readonly requests: readonly UriHandler[];
  /** The websocket of clients that ask for no subprotocol. */
  readonly plainWebsocket: UriHandler | undefined;
  readonly namedWebsockets: readonly UriHandler[];
  /** Deeds of callbacks that are about no connection. */
  readonly own: UriHandler['callbacks'];
  context: LwsContext | undefined;
  private current: Message | undefined;

  constructor(
    readonly home: DeedHome,
    handlers: readonly UriHandler[],
  ) {
    this.state = new HandlerState(home);
    this.requests = handlers.filter(({ uri }) => uri !== undefined);
    const websockets = handlers.filter(({ isWebsocket }) => isWebsocket);
    this.plainWebsocket = websockets.find(({ subprotocol }) => subprotocol === undefined);
    this.namedWebsockets = websockets.filter(({ subprotocol }) => subprotocol !== undefined);
    const program = handlers.filter(({ uri, isWebsocket }) => uri === undefined && !isWebsocket);
    this.own = Object.assign({}, ...program.map(({ callbacks }) => callbacks)) as UriHandler['callbacks'];
  }

  /** The newest message for all. */
  get message(): Message | undefined {
    return this.current;
  }

  /** What the program keeps of a connection; nothing yet where lws has no memory of it. */
  sessionOf(user: SessionData | undefined): Session {
    const session = (user?.[KEY] as Session | undefined) ?? new Session();
    if (user !== undefined) user[KEY] = session;
    return session;
  }

  /** The handler of a request, as a program looks for it: by method and URI, `*` at the end for the rest. */
  handlerOf(wsi: LwsWsi, uri: string): UriHandler | undefined {
    return this.requests.find(({ uri: wanted = '', method }) => {
      const isIt = wanted.endsWith('*') ? uri.startsWith(wanted.slice(0, -1)) : uri === wanted;
      const token = METHODS[method];
      return isIt && (token === undefined || lws_hdr_total_length(wsi, `WSI_TOKEN_${token}`) > 0);
    });
  }

  /** Keeps a message in place of the one before, and asks for writable callbacks; false without memory for it. */
  *sendToAll(bytes: Uint8Array): Blocking<boolean> {
    const { heap } = this.home;
    if (this.current !== undefined) heap.free(LWS_PRE + this.current.bytes.length);
    const number = (this.current?.number ?? 0) + 1;
    this.current = undefined;
    if (!heap.malloc(LWS_PRE + bytes.length)) return false;
    this.current = { bytes, number };
    yield* this.askAll();
    return true;
  }

  /** `lws_callback_on_writable_all_protocol` for each protocol that has websockets. */
  *askAll(): Blocking<void> {
    const { context } = this;
    if (context?.vhost === undefined) return;
    for (const protocol of context.vhost.protocols)
      if (this.hasWebsockets(protocol)) yield* lws_callback_on_writable_all_protocol(context, protocol);
  }

  private hasWebsockets({ name }: LwsProtocol): boolean {
    return (
      this.namedWebsockets.some(({ subprotocol }) => subprotocol === name) ||
      (this.plainWebsocket !== undefined && this.context?.vhost?.protocols[0]?.name === name)
    );
  }
}
