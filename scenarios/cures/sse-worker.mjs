/**
 * Server-sent events that hold up nobody: the stream runs on a task of its own, the server task goes on serving.
 *
 * GET /sse: 50 events, 200 ms apart; GET /quick.
 */

const STACK_BYTES = 3072;
const PRIORITY = 4;
const EVENTS = 50;
const INTERVAL_MS = 200;

export const app = (context, esp) => {
  function* nothing() {}

  function* stream(req) {
    const { handle } = req;
    const fd = esp.httpd_req_to_sockfd(req);
    let result = esp.ESP_OK;
    for (let i = 0; i < EVENTS && result === esp.ESP_OK; i++) {
      result = yield* esp.httpd_resp_sendstr_chunk(req, `data: ${i}\n\n`);
      yield* esp.delayMs(INTERVAL_MS);
    }
    if (result === esp.ESP_OK) yield* esp.httpd_resp_sendstr_chunk(req, null);
    yield* esp.httpd_req_async_handler_complete(req);
    // Either way something must wake the server's select(): it does not look at this session until then.
    if (result === esp.ESP_OK) yield* esp.httpd_queue_work(handle, nothing, undefined);
    else yield* esp.httpd_sess_trigger_close(handle, fd);
  }

  function* sse(req) {
    const copy = { req: undefined };
    esp.httpd_resp_set_type(req, 'text/event-stream');
    if (esp.httpd_req_async_handler_begin(req, copy) !== esp.ESP_OK) return esp.ESP_FAIL;
    yield* esp.xTaskCreate('stream', STACK_BYTES, PRIORITY, stream(copy.req));
    return esp.ESP_OK;
  }

  function* quick(req) {
    return yield* esp.httpd_resp_sendstr(req, 'quick\n');
  }

  return {
    register(server) {
      esp.httpd_register_uri_handler(server, { uri: '/sse', method: esp.HTTP_GET, handler: sse });
      esp.httpd_register_uri_handler(server, { uri: '/quick', method: esp.HTTP_GET, handler: quick });
    },
  };
};
