// GET /async queues two works; each sends a whole answer of its own with httpd_socket_send.
export const app = (context, esp) => {
  function answer(text) {
    return `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  }
  function* send({ handle, fd, text }) {
    const b = Buffer.from(answer(text));
    yield* esp.httpd_socket_send(handle, fd, b, b.length, 0);
  }
  function* get(req) {
    const fd = esp.httpd_req_to_sockfd(req);
    yield* esp.httpd_queue_work(req.handle, send, { handle: req.handle, fd, text: 'one' });
    yield* esp.httpd_queue_work(req.handle, send, { handle: req.handle, fd, text: 'the second' });
    return esp.ESP_OK;
  }
  function* plain(req) {
    return yield* esp.httpd_resp_sendstr(req, 'plain');
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, { uri: '/async', method: esp.HTTP_GET, handler: get });
      esp.httpd_register_uri_handler(s, { uri: '/plain', method: esp.HTTP_GET, handler: plain });
    },
  };
};
