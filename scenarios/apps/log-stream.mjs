// GET /log: an event stream from the handler itself, an event every second until sending fails; GET /page.
export const app = (context, esp) => {
  const { log } = context;
  function* stream(req) {
    esp.httpd_resp_set_type(req, 'text/event-stream');
    for (;;) {
      const r = yield* esp.httpd_resp_sendstr_chunk(req, 'data: a line of the log\n\n');
      if (r !== esp.ESP_OK) {
        log.i('log_stream', 'SSE client disconnected');
        return esp.ESP_FAIL;
      }
      yield* esp.delayMs(1000);
    }
  }
  function* page(req) {
    return yield* esp.httpd_resp_sendstr(req, '<p>page</p>');
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, { uri: '/log', method: esp.HTTP_GET, handler: stream });
      esp.httpd_register_uri_handler(s, { uri: '/page', method: esp.HTTP_GET, handler: page });
    },
  };
};
