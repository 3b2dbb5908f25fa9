// A UART task that closes a descriptor which is not its own (number 54, the server's listener), 11 s after boot.
export const app = (context, esp) => {
  function* uart() {
    yield* esp.delayMs(11000);
    context.log.i('message', 'Cleaning value');
    yield* context.sockets.close(54);
  }
  function* ws() {
    return esp.ESP_OK;
  }
  return {
    register(s) {
      esp.httpd_register_uri_handler(s, {
        uri: '/ws',
        method: esp.HTTP_GET,
        handler: ws,
        is_websocket: true,
      });
      esp.createTask('uart', 2048, 5, uart());
    },
  };
};
