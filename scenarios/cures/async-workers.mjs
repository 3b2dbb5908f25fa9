/**
 * The async_handlers example of ESP-IDF, cured. What is different from the example is marked CURE.
 *
 * GET /long: five seconds on a worker; GET /never: waits for an event that does not come; GET /quick: at once.
 */

const WORKERS = 2;
const WORKER_PRIORITY = 5;
const STACK_BYTES = 2560;
const LONG_S = 5;
const PATIENCE_MS = 10_000;
const POLL_MS = 100;

export const app = (context, esp) => {
  const { log } = context;
  const TAG = 'cured';
  const free = esp.xSemaphoreCreateCounting('free workers', WORKERS, 0);
  const queue = esp.xQueueCreate('requests', WORKERS, 8);
  const workers = new Set();
  let server;
  let inHand = 0;
  let isStopping = false;

  const onWorker = (work) =>
    function* handler(req) {
      if (workers.has(context.kernel.current)) return yield* work(req);
      if (isStopping || !(yield* esp.xSemaphoreTake(free, 0))) {
        esp.httpd_resp_set_status(req, '503 Busy');
        return yield* esp.httpd_resp_sendstr(req, 'no worker is free\n');
      }
      const copy = { req: undefined };
      if (esp.httpd_req_async_handler_begin(req, copy) !== esp.ESP_OK) return esp.ESP_FAIL;
      inHand++;
      yield* esp.xQueueSend(queue, { req: copy.req, handler }, esp.portMAX_DELAY);
      return esp.ESP_OK;
    };

  const long = onWorker(function* (req) {
    for (let i = 0; i < LONG_S && !isStopping; i++) {
      yield* esp.delayMs(1000);
      if ((yield* esp.httpd_resp_sendstr_chunk(req, `${i}\n`)) !== esp.ESP_OK) return esp.ESP_FAIL;
    }
    return yield* esp.httpd_resp_sendstr_chunk(req, null);
  });

  const never = onWorker(function* (req) {
    const event = esp.xSemaphoreCreateBinary('an event that does not come');
    // CURE (lost workers): no wait without a limit. When it is over the worker answers, and is free again.
    if (yield* esp.xSemaphoreTake(event, esp.pdMS_TO_TICKS(PATIENCE_MS))) {
      return yield* esp.httpd_resp_sendstr(req, 'it came\n');
    }
    esp.httpd_resp_set_status(req, '504 Gateway Timeout');
    return yield* esp.httpd_resp_sendstr(req, 'it did not come\n');
  });

  function* quick(req) {
    return yield* esp.httpd_resp_sendstr(req, 'quick\n');
  }

  function* nothing() {}

  function* worker() {
    workers.add(context.kernel.current);
    for (;;) {
      yield* esp.xSemaphoreGive(free);
      const { req, handler } = yield* esp.xQueueReceive(queue, esp.portMAX_DELAY);
      yield* handler(req);
      const { handle } = req;
      yield* esp.httpd_req_async_handler_complete(req);
      // CURE (second request waits): the server waits in select() without this session; work wakes it to look again.
      yield* esp.httpd_queue_work(handle, nothing, undefined);
      inHand--;
    }
  }

  function* start() {
    const started = { handle: undefined };
    // CURE (livelock): more sessions than workers, so that LRU purge always finds one that no worker has.
    const config = esp.configFor({ lru_purge_enable: true, max_open_sockets: WORKERS + 1 });
    if ((yield* esp.httpd_start(context, started, config)) !== esp.ESP_OK) return;
    server = started.handle;
    isStopping = false;
    register(server);
  }

  function register(handle) {
    esp.httpd_register_uri_handler(handle, { uri: '/long', method: esp.HTTP_GET, handler: long });
    esp.httpd_register_uri_handler(handle, { uri: '/never', method: esp.HTTP_GET, handler: never });
    esp.httpd_register_uri_handler(handle, { uri: '/quick', method: esp.HTTP_GET, handler: quick });
  }

  return {
    name: 'async-workers',
    get servers() {
      return [server];
    },
    *boot() {
      for (let i = 0; i < WORKERS; i++) {
        yield* esp.xTaskCreate('worker', STACK_BYTES, WORKER_PRIORITY, worker());
      }
      yield* start();
    },
    *connect() {
      if (server === undefined) yield* start();
    },
    *disconnect() {
      // CURE (use after free): no request may be in a worker's hands when httpd_stop frees the sessions.
      isStopping = true;
      while (inHand > 0) yield* esp.delayMs(POLL_MS);
      log.i(TAG, 'no request in hand, stopping');
      if ((yield* esp.httpd_stop(server)) === esp.ESP_OK) server = undefined;
    },
    register,
  };
};
