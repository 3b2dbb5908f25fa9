// /ws: a log to every websocket, from a task of its own by httpd_ws_send_frame_async (as the report's firmware does). /api: a small JSON.
export const app = (context, esp) => {
  let server;
  function* task() {
    for (let n = 0; ; n++) {
      yield* esp.delayMs(50);
      const c = { fds: 16, client_fds: [] };
      if (esp.httpd_get_client_list(server, c) !== esp.ESP_OK) continue;
      for (const fd of c.client_fds.slice(0, c.fds)) {
        if (esp.httpd_ws_get_fd_info(server, fd) !== esp.HTTPD_WS_CLIENT_WEBSOCKET) continue;
        const f = esp.httpd_ws_frame();
        f.type = esp.HTTPD_WS_TYPE_TEXT;
        f.payload = Buffer.from(`line ${n} of the log, as long as such lines are, seventy characters`);
        f.len = f.payload.length;
        yield* esp.httpd_ws_send_frame_async(server, fd, f);
      }
    }
  }
  function* ws(req) {
    if (req.method === esp.HTTP_GET) return esp.ESP_OK;
    const f = esp.httpd_ws_frame();
    const r = yield* esp.httpd_ws_recv_frame(req, f, 0);
    if (r !== esp.ESP_OK || f.len === 0) return r;
    f.payload = new Uint8Array(f.len);
    return yield* esp.httpd_ws_recv_frame(req, f, f.len);
  }
  function* api(req) {
    return yield* esp.httpd_resp_sendstr(req, '{"a":1}');
  }
  return {
    register(s) {
      server = s;
      esp.httpd_register_uri_handler(s, {
        uri: '/ws',
        method: esp.HTTP_GET,
        handler: ws,
        is_websocket: true,
      });
      esp.httpd_register_uri_handler(s, { uri: '/api', method: esp.HTTP_GET, handler: api });
      esp.createTask('log', 4096, 5, task());
    },
  };
};
