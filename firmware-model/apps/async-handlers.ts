/**
 * `async`: the `async_handlers` example. `/long` is answered by one of two worker tasks for a minute, `/quick` at once by
 * the server task.
 *
 * Source: examples/protocols/http_server/async_handlers, as each release has it. Added, with `app_settings.async_never`: GET
 * `/never`, whose worker waits for ever.
 */

import type { MessageQueue, Semaphore } from '../../sim/kernel/sync.js';
import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_FAIL,
  ESP_OK,
  esp_err_to_name,
  httpd_register_uri_handler,
  httpd_req_async_handler_begin,
  httpd_req_async_handler_complete,
  httpd_req_get_hdr_value_len,
  httpd_req_get_hdr_value_str,
  httpd_req_get_url_query_len,
  httpd_req_get_url_query_str,
  httpd_resp_sendstr,
  httpd_resp_sendstr_chunk,
  httpd_resp_set_status,
  HTTP_GET,
  text,
  type esp_err_t,
  type httpd_handler_t,
  type httpd_req_t,
  type httpd_uri_t,
  type RequestRef,
} from '../esp-http-server/index.js';
import { delayMs, xTaskCreate, type App, type AppContext } from './frame/app.js';
import {
  pdMS_TO_TICKS,
  portMAX_DELAY,
  xQueueCreate,
  xQueueReceive,
  xQueueSend,
  xSemaphoreCreateBinary,
  xSemaphoreCreateCounting,
  xSemaphoreGive,
  xSemaphoreTake,
} from './frame/freertos.js';
import { newlibRand } from './frame/newlib-rand.js';
import { flagSetting } from './frame/settings.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'example';
const WORKER_NAME = 'async_req_worker';
const WORKER_PRIORITY = 5;
/** `httpd_async_req_t`: two pointers. */
const QUEUE_ITEM_BYTES = 8;
const QUEUE_LENGTH = 1;
const QUEUE_WAIT_MS = 100;
const LONG_TICKS = 60;
const LONG_TICK_MS = 1000;
const UINT8_MASK = 0xff;
const BUSY_STATUS = '503 Busy';
const BUSY_TEXT = '<div> no workers available. server busy.</div>';
const INDEX_TEXT = '<div><a href="/long">long</a></div><div><a href="/quick">quick</a></div>';

/** What the server task hands to a worker. */
interface AsyncRequest {
  readonly req: httpd_req_t;
  readonly handler: httpd_handler_t;
}

/** The example. */
export function asyncHandlers(context: AppContext): App {
  const { log, kernel, heap, firmware, kconfig } = context;
  const workerCount = kconfig.CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS;
  const queueName = firmware.asyncShowsRequest ? 'request_queue' : 'async_req_queue';
  const queueWaitTicks = pdMS_TO_TICKS(context, QUEUE_WAIT_MS);
  const rand = newlibRand();
  const workers = new Set<unknown>();
  let queue: MessageQueue<AsyncRequest> | undefined;
  let workersReady: Semaphore | undefined;
  let requestCount = 0;

  function* submit(req: httpd_req_t, handler: httpd_handler_t): Blocking<esp_err_t> {
    const copy: RequestRef = { req: undefined };
    const result = httpd_req_async_handler_begin(req, copy);
    if (result !== ESP_OK || copy.req === undefined) return result;
    if (!(yield* xSemaphoreTake(workersReady, 0))) {
      log.e(TAG, 'No workers are available');
      yield* httpd_req_async_handler_complete(copy.req);
      return ESP_FAIL;
    }
    if (!(yield* xQueueSend(queue, { req: copy.req, handler }, queueWaitTicks))) {
      log.e(TAG, 'worker queue is full');
      yield* httpd_req_async_handler_complete(copy.req);
      return ESP_FAIL;
    }
    return ESP_OK;
  }

  /** Logs what the worker finds in its copy of the request. ESP_FAIL without memory. */
  function showRequest(req: httpd_req_t): esp_err_t {
    log.i(TAG, `Request URI: ${req.uri}`);
    const hostSize = httpd_req_get_hdr_value_len(req, 'Host') + 1;
    if (hostSize > 1) {
      if (!heap.malloc(hostSize)) {
        log.e(TAG, 'Failed to allocate memory for headers');
        return ESP_FAIL;
      }
      const host = new Uint8Array(hostSize);
      if (httpd_req_get_hdr_value_str(req, 'Host', host, hostSize) === ESP_OK) {
        log.i(TAG, `Found header => Host: ${text(host)}`);
      }
      heap.free(hostSize);
    }
    const querySize = httpd_req_get_url_query_len(req) + 1;
    if (querySize === 1) return ESP_OK;
    if (!heap.malloc(querySize)) {
      log.e(TAG, 'Failed to allocate memory for query string');
      return ESP_FAIL;
    }
    const query = new Uint8Array(querySize);
    if (httpd_req_get_url_query_str(req, query, querySize) === ESP_OK) {
      log.i(TAG, `Found query string => ${text(query)}`);
    }
    heap.free(querySize);
    return ESP_OK;
  }

  /** On the server task a request is handed to a worker, or turned away; on a worker `work` answers it. */
  function onWorker(uri: string, work: (req: httpd_req_t) => Blocking<esp_err_t>): httpd_handler_t {
    return function* handler(req): Blocking<esp_err_t> {
      const isWorker = workers.has(kernel.current);
      if (isWorker && firmware.asyncShowsRequest) {
        const shown = showRequest(req);
        return shown === ESP_OK ? yield* work(req) : shown;
      }
      log.i(TAG, `uri: ${uri}`);
      if (isWorker) return yield* work(req);
      if ((yield* submit(req, handler)) === ESP_OK) return ESP_OK;
      httpd_resp_set_status(req, BUSY_STATUS);
      yield* httpd_resp_sendstr(req, BUSY_TEXT);
      return ESP_OK;
    };
  }

  function* sendChunk(req: httpd_req_t, chunk: string | null): Blocking<esp_err_t> {
    const result = yield* httpd_resp_sendstr_chunk(req, chunk);
    if (!firmware.asyncChecksChunks) return ESP_OK;
    if (result !== ESP_OK) log.e(TAG, `Failed to send string chunk: ${esp_err_to_name(result)}`);
    return result;
  }

  const long = onWorker('/long', function* (req) {
    requestCount = (requestCount + 1) & UINT8_MASK;
    let result = yield* sendChunk(req, `<div>req: ${requestCount}</div>\n`);
    if (result !== ESP_OK) return result;
    for (let i = 0; i < LONG_TICKS; i++) {
      yield* delayMs(context, LONG_TICK_MS);
      result = yield* sendChunk(req, `<div>${i}</div>\n`);
      if (result !== ESP_OK) return result;
    }
    return yield* sendChunk(req, null);
  });

  const never = onWorker('/never', function* () {
    yield* xSemaphoreTake(xSemaphoreCreateBinary(context, 'never given'), portMAX_DELAY);
    return ESP_OK;
  });

  function* quick(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, 'uri: /quick');
    yield* httpd_resp_sendstr(req, `random: ${rand()}\n`);
    return ESP_OK;
  }

  function* index(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, 'uri: /');
    yield* httpd_resp_sendstr(req, INDEX_TEXT);
    return ESP_OK;
  }

  function* worker(): Blocking<void> {
    workers.add(kernel.current);
    log.i(TAG, 'starting async req task worker');
    for (;;) {
      yield* xSemaphoreGive(workersReady);
      const asked = yield* xQueueReceive(queue, portMAX_DELAY);
      if (asked === undefined) continue;
      log.i(TAG, `invoking ${asked.req.uri}`);
      yield* asked.handler(asked.req);
      if ((yield* httpd_req_async_handler_complete(asked.req)) !== ESP_OK) {
        log.e(TAG, 'failed to complete async req');
      }
    }
  }

  function* startWorkers(): Blocking<void> {
    workersReady = xSemaphoreCreateCounting(context, 'worker_ready_count', workerCount, 0);
    if (workersReady === undefined) {
      log.e(TAG, 'Failed to create workers counting Semaphore');
      return;
    }
    queue = xQueueCreate(context, queueName, QUEUE_LENGTH, QUEUE_ITEM_BYTES);
    if (queue === undefined) {
      log.e(TAG, `Failed to create ${queueName}`);
      return;
    }
    const stackBytes = kconfig.CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE;
    for (let i = 0; i < workerCount; i++) {
      const task = yield* xTaskCreate(context, WORKER_NAME, stackBytes, WORKER_PRIORITY, worker());
      if (task === undefined) log.e(TAG, 'Failed to start asyncReqWorker');
    }
  }

  const uris: httpd_uri_t[] = [
    { uri: '/', method: HTTP_GET, handler: index },
    { uri: '/long', method: HTTP_GET, handler: long },
    { uri: '/quick', method: HTTP_GET, handler: quick },
  ];
  if (flagSetting(context, 'async_never')) uris.push({ uri: '/never', method: HTTP_GET, handler: never });

  const app = webServerApp(context, {
    name: 'async',
    tag: TAG,
    config: { lru_purge_enable: true, max_open_sockets: workerCount + 1 },
    register: (server) => {
      for (const uri of uris) httpd_register_uri_handler(server, uri);
    },
  });
  return {
    name: app.name,
    get servers() {
      return app.servers;
    },
    *boot() {
      yield* startWorkers();
      yield* app.boot();
    },
    connect: () => app.connect(),
    disconnect: () => app.disconnect(),
    register: (server) => app.register(server),
  };
}
