/** The SDK's examples/network/websocket/websocket_server/main/src/main.c: echoes every message as text. */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  cString,
  isBytes,
  lws_create_context,
  lws_service,
  lws_write,
  type CallbackInput,
  type LwsCallbackReason,
  type LwsProtocol,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import { wifi_init_sta, WmLog, type W800App } from './lws-app.js';

const EXAMPLE_MAX_RECV_BUF_SIZE = 8 * 1024;
const SERVICE_TIMEOUT_MS = 100;
const DEFAULT_PROTOCOL = 'echo-protocol';

/** `main()` of the example. */
export function* lwsWsServer(app: W800App): Blocking<void> {
  const log = new WmLog(app.platform.log);

  function* callback_websocket(
    wsi: LwsWsi,
    reason: LwsCallbackReason,
    _user: unknown,
    input: CallbackInput,
    len: number,
  ): Blocking<number> {
    switch (reason) {
      case 'LWS_CALLBACK_ESTABLISHED':
        log.info('Client connected\n');
        break;
      case 'LWS_CALLBACK_RECEIVE':
        if (!isBytes(input)) break;
        log.info(`Received msg from client: \n${cString(input, len)}`);
        yield* lws_write(wsi, input, len, 'LWS_WRITE_TEXT');
        log.info(`Send msg to client: \n${cString(input, len)}`);
        break;
      case 'LWS_CALLBACK_CLOSED':
        log.info('Client disconnected\n');
        break;
      default:
        break;
    }
    return 0;
  }

  const protocols: LwsProtocol[] = [
    {
      name: app.protocol ?? DEFAULT_PROTOCOL,
      callback: callback_websocket,
      rx_buffer_size: EXAMPLE_MAX_RECV_BUF_SIZE,
    },
  ];

  log.info('Start http server example');
  wifi_init_sta(log);

  const info = { port: app.kconfig.int('CONFIG_EXAMPLE_PORT'), protocols, ...app.security };
  const context = yield* lws_create_context(app.platform, info);
  if (context === undefined) {
    log.error('lws context creation failed');
    return;
  }
  app.contextCreated(context);
  log.info(`The websocket server listened on port ${info.port}`);
  for (;;) yield* lws_service(context, SERVICE_TIMEOUT_MS);
}
