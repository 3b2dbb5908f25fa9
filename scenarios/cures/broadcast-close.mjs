/**
 * A broadcast that survives a client which has stopped reading.
 *
 * /ws: 1000 bytes every 100 ms to every websocket. What is different from ESP-IDF's wss_server example is marked CURE.
 */

const STACK_BYTES = 4096;
/** CURE (seventh client): below the server's 5, so that each message is taken before the next is queued. */
const PRIORITY = 4;
const INTERVAL_MS = 100;
const MESSAGE_BYTES = 1000;
const MAX_CLIENTS = 7;

export const app = (context, esp) => {
  /** Sockets that a message could not be sent to: no more messages, only the wish to be closed. */
  const stalled = new Set();
  let server;

  function* send({ handle, fd, n }) {
    // CURE (slow reader): messages queued before the first one failed must not block once more each.
    if (stalled.has(fd)) return;
    const frame = esp.httpd_ws_frame();
    frame.type = esp.HTTPD_WS_TYPE_TEXT;
    frame.payload = Buffer.from(String(n).padStart(6, '0').padEnd(MESSAGE_BYTES, '.'));
    frame.len = MESSAGE_BYTES;
    if ((yield* esp.httpd_ws_send_frame_async(handle, fd, frame)) === esp.ESP_OK) return;
    context.log.w('bcast', `fd ${fd} does not read: to be closed`);
    stalled.add(fd);
  }

  function* task() {
    for (let n = 0; ; n++) {
      yield* esp.delayMs(INTERVAL_MS);
      const clients = { fds: MAX_CLIENTS, client_fds: [] };
      if (esp.httpd_get_client_list(server, clients) !== esp.ESP_OK) continue;
      for (const fd of clients.client_fds.slice(0, clients.fds)) {
        if (stalled.has(fd)) {
          // CURE (slow reader): close it; again and again, because this message can be lost like any other.
          yield* esp.httpd_sess_trigger_close(server, fd);
        } else if (esp.httpd_ws_get_fd_info(server, fd) === esp.HTTPD_WS_CLIENT_WEBSOCKET) {
          yield* esp.httpd_queue_work(server, send, { handle: server, fd, n });
        }
      }
    }
  }

  /** Tells that a socket's number may mean somebody else from now on. */
  function* close_fn(_handle, fd) {
    stalled.delete(fd);
    yield* context.sockets.close(fd);
  }

  function* ignore(req) {
    if (req.method === esp.HTTP_GET) return esp.ESP_OK;
    const frame = esp.httpd_ws_frame();
    const result = yield* esp.httpd_ws_recv_frame(req, frame, 0);
    if (result !== esp.ESP_OK || frame.len === 0) return result;
    frame.payload = new Uint8Array(frame.len);
    return yield* esp.httpd_ws_recv_frame(req, frame, frame.len);
  }

  return {
    // CURE (slow reader): 1 s instead of 5 s for whoever does not read.
    config: { send_wait_timeout: 1, close_fn },
    register(handle) {
      server = handle;
      const uri = { uri: '/ws', method: esp.HTTP_GET, handler: ignore, is_websocket: true };
      esp.httpd_register_uri_handler(handle, uri);
      esp.createTask('bcast', STACK_BYTES, PRIORITY, task());
    },
  };
};
