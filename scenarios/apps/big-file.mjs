// GET /file: 60 000 bytes in chunks of 1024.
export const app = (context, esp) => {
  function* file(req) {
    const piece = Buffer.alloc(1024, 0x78);
    for (let i = 0; i < 60; i++) {
      if ((yield* esp.httpd_resp_send_chunk(req, piece, piece.length)) !== esp.ESP_OK) return esp.ESP_FAIL;
    }
    return yield* esp.httpd_resp_send_chunk(req, undefined, 0);
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, { uri: '/file', method: esp.HTTP_GET, handler: file });
    },
  };
};
