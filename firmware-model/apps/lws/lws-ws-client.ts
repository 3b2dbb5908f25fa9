/**
 * The SDK's examples/network/websocket/websocket_client/main/src/main.c: connects to a websocket server at boot, says
 * hello, shows what it gets, and ends with the connection; not the SDK's: it can connect again.
 */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import {
  CONTEXT_PORT_NO_LISTEN,
  cString,
  isBytes,
  LWS_PRE,
  lws_client_connect_via_info,
  lws_context_destroy,
  lws_create_context,
  lws_service,
  lws_write,
  type CallbackInput,
  type LwsCallbackReason,
  type LwsProtocol,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import { wifi_init_sta, WmLog, type W800App } from './lws-app.js';

const EXAMPLE_MAX_RECV_BUF_SIZE = 4 * 1024;
const EXAMPLE_MAX_SEND_PKT_SIZE = 4 * 1024;
const SERVICE_TIMEOUT_MS = 100;
const CLIENT_TASK_PRIORITY = 5;
const SEND_BUFFER = 1024;
const WS_PORT = 80;
const WSS_PORT = 443;

/** What `parse_url` of the example makes of a URL. */
interface ServerUrl {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** `parse_url` of the example, for addresses without brackets; undefined for a URL without `://`. */
export function parseUrl(url: string): ServerUrl | undefined {
  const match = /^(.*?):\/\/([^:/]*)(?::(\d+))?(\/.*)?$/s.exec(url);
  if (match === null) return undefined;
  const [, protocol = '', host = '', port, path = '/'] = match;
  const initialPorts: Readonly<Record<string, number>> = { ws: WS_PORT, wss: WSS_PORT };
  return { protocol, host, port: port === undefined ? (initialPorts[protocol] ?? 0) : Number(port), path };
}

/** `main()` of the example: starts the client in a task of its own. */
export function* lwsWsClient(app: W800App): Blocking<void> {
  const { kernel } = app.platform;
  const log = new WmLog(app.platform.log);
  log.info('Start websocket client example');
  kernel.spawn('ws_client', CLIENT_TASK_PRIORITY, ws_client_task(app, log));
  if (kernel.mustYield()) yield;
}

function* ws_client_task(app: W800App, log: WmLog): Blocking<void> {
  wifi_init_sta(log);
  yield* websocket_client(app, log);
}

function* websocket_client(app: W800App, log: WmLog): Blocking<void> {
  const client = { g_done: false };

  function* client_callback(
    wsi: LwsWsi,
    reason: LwsCallbackReason,
    _user: unknown,
    input: CallbackInput,
  ): Blocking<number> {
    const text = isBytes(input) ? cString(input, input.length) : '(null)';
    switch (reason) {
      case 'LWS_CALLBACK_CLIENT_CONNECTION_ERROR':
        log.error(`ev=CLIENT_CONNECTION_ERROR: ${text}`);
        client.g_done = true;
        break;
      case 'LWS_CALLBACK_CLIENT_ESTABLISHED': {
        const msg = 'Hello, server!';
        log.info('ev=LWS_CALLBACK_CLIENT_ESTABLISHED');
        log.info(`send message: \n${msg}`);
        // the example never frees it
        if (!app.platform.memory.malloc(LWS_PRE + SEND_BUFFER)) return -1;
        const buf = new Uint8Array(LWS_PRE + SEND_BUFFER);
        buf.set(latin1Bytes(msg), LWS_PRE);
        const p = { buffer: buf, offset: LWS_PRE, length: SEND_BUFFER };
        if ((yield* lws_write(wsi, p, msg.length, 'LWS_WRITE_TEXT')) < 0) {
          log.error('Failed to send data to server');
        }
        break;
      }
      case 'LWS_CALLBACK_CLIENT_RECEIVE':
        log.info('ev=LWS_CALLBACK_RECEIVE');
        log.info(`Received message: \n${text}`);
        break;
      case 'LWS_CALLBACK_CLIENT_CLOSED':
        log.info('ev=LWS_CALLBACK_CLIENT_CLOSED');
        client.g_done = true;
        break;
      default:
        break;
    }
    return 0;
  }

  const g_protocols: LwsProtocol[] = [
    {
      name: 'echo-protocol',
      callback: client_callback,
      rx_buffer_size: EXAMPLE_MAX_RECV_BUF_SIZE,
      tx_packet_size: EXAMPLE_MAX_SEND_PKT_SIZE,
    },
  ];

  const server_url = app.kconfig.text('CONFIG_EXAMPLE_SERVER_URL');
  const url = parseUrl(server_url);
  if (url === undefined) {
    log.error(`parse url error: ${server_url}`);
    return;
  }
  log.info(`protocol=${url.protocol},host=${url.host},port=${url.port},path=${url.path}`);
  if (url.protocol !== 'ws' && url.protocol !== 'wss') {
    log.error('bad url protocol');
    return;
  }

  const context = yield* lws_create_context(app.platform, {
    port: CONTEXT_PORT_NO_LISTEN,
    protocols: g_protocols,
    ...app.security,
  });
  if (context === undefined) return;
  app.contextCreated(context);
  const secure = app.secureClient;
  const ccinfo = {
    address: url.host,
    port: url.port,
    path: url.path,
    host: secure?.host ?? url.host,
    origin: url.host,
    protocol: 'echo-protocol',
    ssl_connection: secure?.flags ?? 0,
    ...(secure?.alpn === undefined ? {} : { alpn: secure.alpn }),
  };
  for (let left = secure?.reconnects ?? 0; ; left--) {
    const lws = yield* lws_client_connect_via_info(context, ccinfo);
    if (lws === undefined) log.error('connect fail');
    else while (!client.g_done) yield* lws_service(context, SERVICE_TIMEOUT_MS);
    if (left === 0) break;
    client.g_done = false;
    log.info('reconnect');
  }
  yield* lws_context_destroy(context);
  log.info('end!');
}
