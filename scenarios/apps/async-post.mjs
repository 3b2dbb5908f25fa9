// POST /upload goes to a worker by the async API; the worker reads the body and says how much it got.
export const app = (context, esp) => {
  const { log } = context;
  const queue = esp.xQueueCreate('jobs', 4, 4);
  function* worker() {
    for (;;) {
      const req = yield* esp.xQueueReceive(queue, esp.portMAX_DELAY);
      const buf = new Uint8Array(512);
      let got = 0,
        first = -1;
      while (got < req.content_len) {
        const r = yield* esp.httpd_req_recv(req, buf, 512);
        if (r === esp.HTTPD_SOCK_ERR_TIMEOUT) {
          log.w('up', `timeout after ${got}`);
          break;
        }
        if (r <= 0) {
          log.e('up', `recv ${r} after ${got}`);
          break;
        }
        if (first < 0) first = buf[0];
        got += r;
      }
      log.i('up', `content_len ${req.content_len} got ${got} first ${String.fromCharCode(first)}`);
      yield* esp.httpd_resp_sendstr(req, `got ${got}`);
      esp.httpd_req_async_handler_complete(req);
    }
  }
  function* upload(req) {
    const copy = { req: undefined };
    if (esp.httpd_req_async_handler_begin(req, copy) !== esp.ESP_OK) return esp.ESP_FAIL;
    yield* esp.xQueueSend(queue, copy.req, esp.portMAX_DELAY);
    return esp.ESP_OK;
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, { uri: '/upload', method: esp.HTTP_POST, handler: upload });
      esp.createTask('worker', 4096, 4, worker());
    },
  };
};
