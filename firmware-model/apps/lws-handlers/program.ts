/**
 * Handlers that a scenario writes itself (`device.handlers`), as a libwebsockets program of the W800: its protocols and their
 * callbacks, the loop around `lws_service`, its tasks.
 *
 * The first protocol serves the requests, and the websockets of clients that ask for no subprotocol; each other websocket has
 * a protocol of its own. Callbacks that have no deeds do what `lws_callback_http_dummy` does.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { HandlerDeed, OwnFirmware, OwnTask, UriHandler } from '../../../sim/document/handlers.js';
import {
  cString,
  isBytes,
  lws_callback_http_dummy,
  lws_create_context,
  lws_service,
  lws_write,
  type CallbackInput,
  type LwsCallbackReason,
  type LwsProtocol,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import { createTask } from '../frame/app.js';
import { TAG, type DeedHome } from '../handlers/deed-home.js';
import type { W800App, W800Main } from '../lws/lws-app.js';
import { CallbackRun } from './callback-run.js';
import { OwnProgram, type Session } from './own-program.js';
import { withRoom } from './with-room.js';

const SERVICE_TIMEOUT_MS = 100;
/** Largest piece of a message, and bytes of a connection that the program keeps, unless the scenario says otherwise. */
const RX_BUFFER_BYTES = 4096;
const SESSION_BYTES = 64;
/** Name of the first protocol, where that has requests or websockets of clients that ask for none. */
const FIRST_PROTOCOL = 'http';
const FAILED = -1;

/** The program for what a scenario writes itself. */
export function lwsHandlersProgram({ handlers, tasks }: OwnFirmware): W800Main {
  return function* (app) {
    const program = new OwnProgram(homeOf(app), handlers);
    const info = {
      port: app.kconfig.int('CONFIG_EXAMPLE_PORT'),
      protocols: protocolsOf(program),
      ...app.security,
    };
    const context = yield* lws_create_context(app.platform, info);
    if (context === undefined) {
      app.platform.log.e(TAG, 'lws context creation failed');
      return;
    }
    program.context = context;
    app.contextCreated(context);
    for (const task of tasks) startTask(program, task);
    const { loop } = program.own;
    for (;;) {
      yield* lws_service(context, SERVICE_TIMEOUT_MS);
      if (loop !== undefined) yield* new CallbackRun(program, undefined).all(loop);
    }
  };
}

function homeOf({ platform, cpu, addressOf }: W800App): DeedHome {
  const { kernel, log, sockets, memory } = platform;
  return { kernel, log, sockets, heap: memory, cpu, addressOf };
}

function startTask(program: OwnProgram, { name, priority, stackBytes, deeds }: OwnTask): void {
  const body = function* (): Blocking<void> {
    yield* new CallbackRun(program, undefined).all(deeds);
  };
  if (createTask(program.home, name, stackBytes, priority, body()) === undefined)
    program.home.log.e(TAG, `no memory for the task ${name}`);
}

/** At least one: lws needs a protocol to begin a connection with. */
function protocolsOf(program: OwnProgram): LwsProtocol[] {
  const { requests, plainWebsocket, namedWebsockets } = program;
  const hasFirst = requests.length > 0 || plainWebsocket !== undefined || namedWebsockets.length === 0;
  const first: LwsProtocol = {
    name: FIRST_PROTOCOL,
    per_session_data_size: SESSION_BYTES,
    ...sizesOf(plainWebsocket),
    callback: callbackOf(program, plainWebsocket, true),
  };
  const named = namedWebsockets.map((websocket, index): LwsProtocol => ({
    name: websocket.subprotocol!,
    per_session_data_size: SESSION_BYTES,
    ...sizesOf(websocket),
    callback: callbackOf(program, websocket, index === 0 && !hasFirst),
  }));
  return hasFirst ? [first, ...named] : named;
}

function sizesOf(websocket: UriHandler | undefined): Pick<LwsProtocol, 'rx_buffer_size' | 'tx_packet_size'> {
  const { rxBufferBytes = RX_BUFFER_BYTES, txPacketBytes } = websocket ?? {};
  return {
    rx_buffer_size: rxBufferBytes,
    ...(txPacketBytes === undefined ? {} : { tx_packet_size: txPacketBytes }),
  };
}

/** The callback of a protocol: that of requests and of one kind of websockets. */
function callbackOf(
  program: OwnProgram,
  websocket: UriHandler | undefined,
  isFirst: boolean,
): LwsProtocol['callback'] {
  return function* (wsi, reason, user, input, len) {
    if (isFirst) {
      const answer = yield* aboutProgram(program, wsi, reason);
      if (answer !== undefined) return answer;
    }
    const session = program.sessionOf(user);
    const run = new CallbackRun(program, { wsi, session, input, length: len });
    const deeds = wsi.ws
      ? websocketDeeds(websocket, reason)
      : requestDeeds(program, { wsi, reason, session, input, len });
    if (reason === 'LWS_CALLBACK_ESTABLISHED') session.lastMessage = program.message?.number ?? 0;
    if (reason === 'LWS_CALLBACK_SERVER_WRITEABLE' && !(yield* sendMessage(program, wsi, session)))
      return FAILED;
    if (deeds !== undefined) {
      const isClosed = reason === 'LWS_CALLBACK_CLOSED' || reason === 'LWS_CALLBACK_CLOSED_HTTP';
      return yield* (isClosed ? new CallbackRun(program, undefined) : run).all(deeds);
    }
    return yield* lws_callback_http_dummy(wsi, reason);
  };
}

/** What is about no connection of a protocol's; undefined for the rest. lws tells the first protocol. */
function* aboutProgram(
  program: OwnProgram,
  wsi: LwsWsi,
  reason: LwsCallbackReason,
): Blocking<number | undefined> {
  const { own, connections } = program;
  const run = (deeds: readonly HandlerDeed[] = []): Blocking<number> =>
    new CallbackRun(program, undefined).all(deeds);
  switch (reason) {
    case 'LWS_CALLBACK_PROTOCOL_INIT':
      return yield* run(own.init);
    case 'LWS_CALLBACK_FILTER_NETWORK_CONNECTION':
      return yield* run(own.filter_network);
    case 'LWS_CALLBACK_EVENT_WAIT_CANCELLED':
      return yield* run(own.wait_cancelled);
    case 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED':
      connections.add(wsi);
      return 0;
    case 'LWS_CALLBACK_WSI_DESTROY':
      connections.delete(wsi);
      return 0;
    default:
      return undefined;
  }
}

function websocketDeeds(
  websocket: UriHandler | undefined,
  reason: LwsCallbackReason,
): readonly HandlerDeed[] | undefined {
  const on = websocket?.callbacks;
  switch (reason) {
    case 'LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION':
      return on?.filter;
    case 'LWS_CALLBACK_ESTABLISHED':
      return on?.established;
    case 'LWS_CALLBACK_RECEIVE':
      return websocket?.deeds;
    case 'LWS_CALLBACK_RECEIVE_PONG':
      return on?.pong;
    case 'LWS_CALLBACK_SERVER_WRITEABLE':
      return on?.writeable;
    case 'LWS_CALLBACK_TIMER':
      return on?.timer;
    case 'LWS_CALLBACK_WS_PEER_INITIATED_CLOSE':
      return on?.peer_close;
    case 'LWS_CALLBACK_CLOSED':
      return on?.closed;
    default:
      return undefined;
  }
}

function requestDeeds(
  program: OwnProgram,
  call: {
    readonly wsi: LwsWsi;
    readonly reason: LwsCallbackReason;
    readonly session: Session;
    readonly input: CallbackInput;
    readonly len: number;
  },
): readonly HandlerDeed[] | undefined {
  const { wsi, session, input, len } = call;
  switch (call.reason) {
    case 'LWS_CALLBACK_FILTER_HTTP_CONNECTION':
      return program.handlerOf(wsi, isBytes(input) ? cString(input, len) : '')?.callbacks.filter;
    case 'LWS_CALLBACK_HTTP':
      session.handler = program.handlerOf(wsi, isBytes(input) ? cString(input, len) : '');
      return session.handler?.deeds;
    case 'LWS_CALLBACK_HTTP_BODY':
      return session.handler?.callbacks.body;
    case 'LWS_CALLBACK_HTTP_BODY_COMPLETION':
      return session.handler?.callbacks.body_completion;
    case 'LWS_CALLBACK_HTTP_WRITEABLE':
      return session.handler?.callbacks.writeable;
    case 'LWS_CALLBACK_TIMER':
      return session.handler?.callbacks.timer;
    case 'LWS_CALLBACK_CLOSED_HTTP':
      return session.handler?.callbacks.closed;
    default:
      return undefined;
  }
}

/** The message for all, where this websocket has not got it yet; false when that failed. */
function* sendMessage(program: OwnProgram, wsi: LwsWsi, session: Session): Blocking<boolean> {
  const { message } = program;
  if (message === undefined || session.lastMessage === message.number) return true;
  session.lastMessage = message.number;
  const { length } = message.bytes;
  return (yield* lws_write(wsi, withRoom(message.bytes), length, 'LWS_WRITE_TEXT')) >= length;
}
