// POST /upload: reads the body in pieces of up to 4096 and writes them (1 ms each); mode 'strict' gives up at the first timeout, 'retry' goes on.
export const app = (context, esp) => {
  const { log } = context;
  const upload = (strict) =>
    function* (req) {
      const buf = new Uint8Array(4096);
      let left = req.content_len;
      while (left > 0) {
        const r = yield* esp.httpd_req_recv(req, buf, Math.min(left, 4096));
        if (r <= 0) {
          if (r === esp.HTTPD_SOCK_ERR_TIMEOUT && !strict) continue;
          log.e('file_server', 'File reception failed!');
          yield* esp.httpd_resp_send_err(req, esp.HTTPD_500_INTERNAL_SERVER_ERROR, 'Failed to receive file');
          return esp.ESP_FAIL;
        }
        left -= r;
        yield* esp.delayMs(10);
      }
      return yield* esp.httpd_resp_sendstr(req, 'File uploaded successfully');
    };
  function* page(req) {
    return yield* esp.httpd_resp_sendstr(req, 'page');
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, { uri: '/strict', method: esp.HTTP_POST, handler: upload(true) });
      esp.httpd_register_uri_handler(s, { uri: '/retry', method: esp.HTTP_POST, handler: upload(false) });
      esp.httpd_register_uri_handler(s, { uri: '/page', method: esp.HTTP_GET, handler: page });
    },
  };
};
