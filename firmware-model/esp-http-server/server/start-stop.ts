/**
 * Starting and stopping instances.
 *
 * Modelled: the order of allocations and sockets, and what is left behind when one of them fails. Source:
 * httpd_main.c: httpd_start, httpd_create, httpd_server_init, httpd_stop, httpd_delete; util/ctrl_sock.c.
 */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import { Semaphore } from '../../../sim/kernel/sync.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { Wanted } from '../../../sim/lwip/obstacles.js';
import { ANY_IP, LOOPBACK_IP } from '../../../sim/wire/segment.js';
import type { httpd_handle_t } from '../api-types.js';
import type { httpd_config_t } from './config.js';
import { sendShutdown } from './control.js';
import type { FirmwareTraits } from '../../releases/index.js';
import { errorCodeCount } from '../answer/error-answers.js';
import type { HttpServerEnvironment } from './environment.js';
import { keepAliveOf, longestSilenceUs } from './keep-alive.js';
import {
  ESP_ERR_HTTPD_ALLOC_MEM,
  ESP_ERR_HTTPD_TASK,
  ESP_ERR_INVALID_ARG,
  ESP_FAIL,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';
import { crashIfDeleted } from '../session/freed-memory.js';
import { HttpServer } from './server.js';
import { serverThread } from './server-loop.js';
import { freeContext } from '../session/session-context.js';
import {
  instanceBytes,
  POINTER_BYTES,
  RESPONSE_HEADER_BYTES,
  SEMAPHORE_BYTES,
  SESSION_BYTES,
  TASK_CONTROL_BLOCK_BYTES,
} from './sizes.js';
import { errnoOf } from '../answer/socket-error.js';
import { discardAllUris } from '../uri/uri-table.js';

const TAG = 'httpd';
/** Sockets that the server needs for itself: listening, control, sender of control messages. */
const INTERNAL_SOCKETS = 3;
const STOP_POLL_MS = 100;

/** Why a socket could not be opened. */
interface Refusal {
  readonly why: string;
}

/** Where `httpd_start` puts the handle (`httpd_handle_t *`). */
export interface HandleRef {
  handle: httpd_handle_t;
}

/** The instance's allocations, in order, and how their failures are called. */
function blocksOf(env: HttpServerEnvironment, config: httpd_config_t): [bytes: number, what: string][] {
  return [
    [instanceBytes(env.kconfig, env.firmware), 'HTTP server instance'],
    [config.max_uri_handlers * POINTER_BYTES, 'HTTP URI handlers'],
    [config.max_open_sockets * SESSION_BYTES, 'HTTP session data'],
    [config.max_resp_headers * RESPONSE_HEADER_BYTES, 'HTTP response headers'],
    [errorCodeCount(env.firmware) * POINTER_BYTES, 'HTTP error handlers'],
  ];
}

function createInstance(env: HttpServerEnvironment, config: httpd_config_t): httpd_handle_t {
  const blocks = blocksOf(env, config);
  for (const [i, [size, what]] of blocks.entries()) {
    // ESP-IDF's allocator has no blocks of 0 bytes (heap_caps_malloc_base, multi_heap_malloc): NULL.
    if (size > 0 && env.heap.malloc(size)) continue;
    env.log.e(TAG, 'httpd_create: Failed to allocate memory for %s', what);
    for (const [taken] of blocks.slice(0, i)) env.heap.free(taken);
    return undefined;
  }
  return new HttpServer(env, { ...config });
}

function deleteInstance(server: HttpServer): void {
  const { heap } = server.env;
  discardAllUris(server);
  for (const [size] of blocksOf(server.env, server.config)) heap.free(size);
  if (server.controlSemaphore !== undefined && server.env.firmware.reservesControlSlot)
    heap.free(SEMAPHORE_BYTES);
  server.note('delete');
}

/** Logs what failed; why, for reports, as long as whatever is in the way is there. */
function failure(env: HttpServerEnvironment, what: string, wanted: Wanted): Refusal {
  const errno = errnoOf(env);
  env.log.e(TAG, 'httpd_server_init: error in %s (%d)', what, errno);
  const obstacle = env.obstacleTo?.(wanted);
  return { why: `error in ${what} (${errno})${obstacle === undefined ? '' : `: ${obstacle}`}` };
}

/** Opens the control socket. */
function* openControlSocket(env: HttpServerEnvironment, port: number): Blocking<number | Refusal> {
  const { sockets } = env;
  const what = 'creating ctrl socket';
  const fd = yield* sockets.socket('inet', 'dgram');
  if (fd < 0) return failure(env, what, 'socket');
  if ((yield* sockets.bind(fd, { ip: LOOPBACK_IP, port })) >= 0) return fd;
  const refusal = failure(env, what, { type: 'udp', port });
  yield* sockets.close(fd);
  return refusal;
}

/** Opens the listening socket. */
function* openListener(server: HttpServer): Blocking<number | Refusal> {
  const { env, config } = server;
  const { sockets, log } = env;
  const wanted = { type: 'tcp', port: config.server_port } as const;
  const fd = yield* sockets.socket(env.kconfig.CONFIG_LWIP_IPV6 ? 'inet6' : 'inet', 'stream');
  if (fd < 0) return failure(env, 'socket', 'socket');
  if ((yield* sockets.setsockopt(fd, { name: 'SO_REUSEADDR', value: true })) < 0) {
    const text = env.firmware.namesReuseOption ? 'error in setsockopt' : 'error enabling';
    log.w(TAG, 'httpd_server_init: %s SO_REUSEADDR (%d)', text, errnoOf(env));
  }
  let failed: string;
  if ((yield* sockets.bind(fd, { ip: ANY_IP, port: config.server_port })) < 0) failed = 'bind';
  else if ((yield* sockets.listen(fd, config.backlog_conn)) < 0) failed = 'listen';
  else return fd;
  const refusal = failure(env, failed, wanted);
  yield* sockets.close(fd);
  return refusal;
}

/** Opens the three sockets; on failure none of them is left open. */
function* openSockets(server: HttpServer): Blocking<Refusal | undefined> {
  const { env, config } = server;
  const { sockets } = env;
  const listenFd = yield* openListener(server);
  if (typeof listenFd !== 'number') return listenFd;
  const controlFd = yield* openControlSocket(env, config.ctrl_port);
  if (typeof controlFd !== 'number') {
    yield* sockets.close(listenFd);
    return controlFd;
  }
  const messageFd = yield* sockets.socket('inet', 'dgram');
  if (messageFd < 0) {
    const refusal = failure(env, 'creating msg socket', 'socket');
    yield* sockets.close(listenFd);
    yield* sockets.close(controlFd);
    return refusal;
  }
  server.listenFd = listenFd;
  server.controlFd = controlFd;
  server.messageFd = messageFd;
  return undefined;
}

function* closeSockets({ env, listenFd, controlFd, messageFd }: HttpServer): Blocking<void> {
  for (const fd of [listenFd, controlFd, messageFd]) yield* env.sockets.close(fd);
}

function tooManySocketsText(firmware: FirmwareTraits, maxAllowed: number): string {
  const text = firmware.namesInternalSockets
    ? `Config option max_open_sockets is too large (max allowed ${maxAllowed}, 3 sockets used by HTTP server internally)`
    : `Configuration option max_open_sockets is too large (max allowed ${maxAllowed})`;
  return `${text}\n\tEither decrease this or configure LWIP_MAX_SOCKETS to a larger value`;
}

/** Creates the server task; false without memory for it. */
function launch(server: HttpServer): boolean {
  const { heap, kernel } = server.env;
  const { stack_size, task_priority } = server.config;
  if (!heap.malloc(stack_size)) return false;
  if (!heap.malloc(TASK_CONTROL_BLOCK_BYTES)) {
    heap.free(stack_size);
    return false;
  }
  const body = function* (): Generator<void, void, void> {
    yield* serverThread(server);
    heap.free(TASK_CONTROL_BLOCK_BYTES);
    heap.free(stack_size);
  };
  server.task = kernel.spawn('httpd', task_priority, body());
  return true;
}

/**
 * Starts an instance. The server task, of a higher priority than the application's as a rule, runs before this
 * returns; `out.handle` is set only then. ESP_ERR_INVALID_ARG (more sockets than the table has), ESP_FAIL (sockets),
 * ESP_ERR_HTTPD_ALLOC_MEM, ESP_ERR_HTTPD_TASK (the sockets then stay open in most releases: a leak of the real
 * component).
 */
export function* httpd_start(
  env: HttpServerEnvironment,
  out: HandleRef,
  config: httpd_config_t,
): Blocking<esp_err_t> {
  const { kernel, log, heap, kconfig } = env;
  const port = config.server_port;
  const failed = (why: string): void => {
    if (env.trace.wants.server) env.trace.emit({ t: kernel.nowUs, k: 'server', ev: 'failed', port, why });
  };
  const maxSockets = kconfig.CONFIG_LWIP_MAX_SOCKETS;
  if (maxSockets < config.max_open_sockets + INTERNAL_SOCKETS) {
    log.e(TAG, tooManySocketsText(env.firmware, maxSockets - INTERNAL_SOCKETS));
    failed(
      `max_open_sockets ${config.max_open_sockets} + ${INTERNAL_SOCKETS} > CONFIG_LWIP_MAX_SOCKETS ${maxSockets}`,
    );
    return ESP_ERR_INVALID_ARG;
  }
  const server = createInstance(env, config);
  if (server === undefined) {
    const hasNoSize = blocksOf(env, config).some(([size]) => size === 0);
    failed(hasNoSize ? 'no memory for a table of size 0' : 'out of heap');
    return ESP_ERR_HTTPD_ALLOC_MEM;
  }
  if (kconfig.CONFIG_HTTPD_QUEUE_WORK_BLOCKING || env.firmware.reservesControlSlot) {
    if (!heap.malloc(SEMAPHORE_BYTES)) {
      log.e(TAG, 'Failed to create Semaphore');
      deleteInstance(server);
      failed('out of heap for its semaphore');
      return ESP_ERR_HTTPD_ALLOC_MEM;
    }
    const room = kconfig.CONFIG_LWIP_UDP_RECVMBOX_SIZE;
    server.controlSemaphore = new Semaphore(kernel, 'httpd control', room, room);
  }
  const refusal = yield* openSockets(server);
  if (refusal !== undefined) {
    deleteInstance(server);
    failed(refusal.why);
    return ESP_FAIL;
  }
  if (!launch(server)) {
    if (env.firmware.closesSocketsWithoutTask) yield* closeSockets(server);
    deleteInstance(server);
    failed('out of heap for its task');
    return ESP_ERR_HTTPD_TASK;
  }
  if (env.startsOnOtherCore !== true && kernel.mustYield()) yield;
  out.handle = server;
  traceStart(server);
  return ESP_OK;
}

function traceStart(server: HttpServer): void {
  const { env, config } = server;
  if (!env.trace.wants.server) return;
  const { server_port: port, max_open_sockets: sessions } = config;
  const keepAlive = keepAliveOf(server);
  env.trace.emit({
    t: env.kernel.nowUs,
    k: 'server',
    ev: 'start',
    port,
    sessions,
    ...(keepAlive === undefined ? {} : { keepAliveUs: longestSilenceUs(keepAlive) }),
  });
}

/** Stops an instance and waits for its task to end, looking every 100 ms. ESP_FAIL when it could not be told. */
export function* httpd_stop(handle: httpd_handle_t): Blocking<esp_err_t> {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  crashIfDeleted(handle);
  const { env, config } = handle;
  const { kernel, log, heap } = env;
  const sent = yield* sendShutdown(handle);
  if (sent < 0 && env.firmware.stopChecksSend) {
    log.e(TAG, 'Failed to send shutdown signal err=%d', sent);
    return ESP_FAIL;
  }
  if (log.debug) log.d(TAG, 'httpd_stop: sent control msg to stop server');
  const pollTicks = Math.floor((STOP_POLL_MS * US_PER_MS) / kernel.tickUs);
  while (handle.state !== 'stopped') yield* kernel.sleepTicks(pollTicks, 'httpd_stop');

  freeContext(config.global_user_ctx, config.global_user_ctx_free_fn);
  config.global_user_ctx = undefined;
  freeContext(config.global_transport_ctx, config.global_transport_ctx_free_fn);
  config.global_transport_ctx = undefined;
  if (log.debug) log.d(TAG, 'httpd_stop: server stopped');
  if (handle.controlSemaphore !== undefined && !env.firmware.reservesControlSlot) heap.free(SEMAPHORE_BYTES);
  deleteInstance(handle);
  return ESP_OK;
}
