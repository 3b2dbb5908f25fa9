/**
 * Two tasks that write to one websocket: long frames of A, long frames of B. A frame is two calls of send(), its header and its
 * payload; who writes in between mangles both. `lock: 1` in app_settings is the cure: a mutex around each frame.
 */

const STACK_BYTES = 4096;
const PRIORITY = 5;
const FRAMES = 5;
const FRAME_BYTES = 300;
const PAUSE_MS = 100;

export const app = ({ settings }, esp) => {
  const mutex = settings.lock === 1 ? esp.xSemaphoreCreateMutex('frames') : undefined;

  function* writer(handle, fd, letter) {
    const frame = esp.httpd_ws_frame();
    frame.type = esp.HTTPD_WS_TYPE_TEXT;
    frame.payload = Buffer.from(letter.repeat(FRAME_BYTES));
    frame.len = FRAME_BYTES;
    for (let i = 0; i < FRAMES; i++) {
      yield* esp.delayMs(PAUSE_MS);
      if (mutex !== undefined) yield* esp.xSemaphoreTake(mutex, esp.portMAX_DELAY);
      const result = yield* esp.httpd_ws_send_frame_async(handle, fd, frame);
      if (mutex !== undefined) yield* esp.xSemaphoreGive(mutex);
      if (result !== esp.ESP_OK) return;
    }
  }

  function* begin(req) {
    if (req.method === esp.HTTP_GET) return esp.ESP_OK;
    const frame = esp.httpd_ws_frame();
    const result = yield* esp.httpd_ws_recv_frame(req, frame, 0);
    if (result !== esp.ESP_OK) return result;
    frame.payload = new Uint8Array(frame.len);
    yield* esp.httpd_ws_recv_frame(req, frame, frame.len);
    const fd = esp.httpd_req_to_sockfd(req);
    for (const letter of ['A', 'B'])
      yield* esp.xTaskCreate(`writer ${letter}`, STACK_BYTES, PRIORITY, writer(req.handle, fd, letter));
    return esp.ESP_OK;
  }

  return {
    register(server) {
      const uri = { uri: '/ws', method: esp.HTTP_GET, handler: begin, is_websocket: true };
      esp.httpd_register_uri_handler(server, uri);
    },
  };
};
