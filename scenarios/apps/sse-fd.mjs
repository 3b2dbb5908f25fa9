// /events: the handler sends the head and returns; a task pushes to the descriptors with httpd_socket_send (as ESPHome's web_server does). /page.
export const app = (context, esp) => {
  let server;
  const fds = new Set();
  function* close_fn(_h, fd) {
    fds.delete(fd);
    yield* context.sockets.close(fd);
  }
  function* task() {
    for (let n = 0; ; n++) {
      yield* esp.delayMs(1000);
      for (const fd of [...fds]) {
        const b = Buffer.from(`5\r\nd:${String(n % 10)}\n\n\r\n`);
        const r = yield* esp.httpd_socket_send(server, fd, b, b.length, 0);
        if (r < 0) fds.delete(fd);
      }
    }
  }
  function* events(req) {
    esp.httpd_resp_set_type(req, 'text/event-stream');
    yield* esp.httpd_resp_sendstr_chunk(req, 'retry: 30000\n\n');
    fds.add(esp.httpd_req_to_sockfd(req));
    return esp.ESP_OK;
  }
  function* page(req) {
    return yield* esp.httpd_resp_sendstr(req, 'page');
  }
  return {
    config: { close_fn },
    register(s) {
      server = s;
      esp.httpd_register_uri_handler(s, { uri: '/events', method: esp.HTTP_GET, handler: events });
      esp.httpd_register_uri_handler(s, { uri: '/page', method: esp.HTTP_GET, handler: page });
      esp.createTask('push', 3072, 1, task());
    },
  };
};
