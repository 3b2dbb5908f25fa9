/**
 * The SDK's examples/network/httpd/http_server_post/main/src/main.c: answers a POST with JSON, and then, because it hands
 * the end of the body on to lws's default handler, with lws's own page.
 */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import {
  cString,
  isBytes,
  LWS_PRE,
  lws_callback_http_dummy,
  lws_create_context,
  lws_service,
  lws_write,
  type CallbackInput,
  type LwsCallbackReason,
  type LwsProtocol,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import { delayMs } from '../frame/app.js';
import { wifi_init_sta, WmLog, type W800App } from './lws-app.js';

const EXAMPLE_MAX_RECV_BUF_SIZE = 16 * 1024;
const SERVICE_TIMEOUT_MS = 100;
/** Time for SNTP, which is not modelled, to set the clock. */
const SNTP_WAIT_MS = 500;
const RESPONSE_BUFFER = 256;

/** `main()` of the example. */
export function* lwsHttpPost(app: W800App): Blocking<void> {
  const log = new WmLog(app.platform.log);

  function* callback_http(
    wsi: LwsWsi,
    reason: LwsCallbackReason,
    _user: unknown,
    input: CallbackInput,
    len: number,
  ): Blocking<number> {
    switch (reason) {
      case 'LWS_CALLBACK_HTTP':
        log.info('LWS_CALLBACK_HTTP');
        log.info(`path:${isBytes(input) ? cString(input, input.length) : '(null)'}`);
        return 0;
      case 'LWS_CALLBACK_HTTP_BODY':
        log.info('LWS_CALLBACK_HTTP_BODY');
        if (!isBytes(input)) break;
        log.info(`recv body=\n${cString(input, len)}`);
        return 0;
      case 'LWS_CALLBACK_HTTP_BODY_COMPLETION': {
        const response_json = '{"status": "success", "message": "Received your request."}';
        const buf = new Uint8Array(LWS_PRE + RESPONSE_BUFFER);
        log.info('LWS_CALLBACK_HTTP_BODY_COMPLETION');
        const response =
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
          `Content-Length: ${response_json.length}\r\nConnection: close\r\n\r\n${response_json}`;
        buf.set(latin1Bytes(response), LWS_PRE);
        const p = { buffer: buf, offset: LWS_PRE, length: RESPONSE_BUFFER };
        yield* lws_write(wsi, p, response.length, 'LWS_WRITE_HTTP');
        log.info(`response=\n${response_json}`);
        break;
      }
      default:
        break;
    }
    return yield* lws_callback_http_dummy(wsi, reason);
  }

  const protocols: LwsProtocol[] = [
    { name: 'test', callback: callback_http, rx_buffer_size: EXAMPLE_MAX_RECV_BUF_SIZE },
  ];

  log.info('Start http server example');
  wifi_init_sta(log);
  yield* delayMs(app.platform, SNTP_WAIT_MS);

  const info = { port: app.kconfig.int('CONFIG_EXAMPLE_PORT'), protocols, ...app.security };
  log.info(`start httpd on port ${info.port}`);
  const context = yield* lws_create_context(app.platform, info);
  if (context === undefined) {
    log.error('lws context creation failed');
    return;
  }
  app.contextCreated(context);
  for (;;) yield* lws_service(context, SERVICE_TIMEOUT_MS);
}
