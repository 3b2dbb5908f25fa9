/**
 * `two`: two instances of the server on one device, each with its control socket, its task and its sessions.
 *
 * The reference traces' own application (test/conformance/esp32-apps/APPS.md). Settings of the second: `server_port2`,
 * `ctrl_port2`, `max_open_sockets2`, `task_priority2`; everything else both have in common.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_register_uri_handler,
  httpd_req_to_sockfd,
  httpd_resp_sendstr,
  httpd_stop,
  HTTP_GET,
  type esp_err_t,
  type HandleRef,
  type httpd_config_t,
  type httpd_handle_t,
  type httpd_req_t,
  type HttpServer,
} from '../esp-http-server/index.js';
import { configFor, delayMs, startServer, type App, type AppContext } from './frame/app.js';
import { numberSetting } from './frame/settings.js';

const TAG = 'two';
const FIRST = 1;
const SECOND = 2;
const INSTANCES = [FIRST, SECOND];
const SECOND_PORT = 81;
const SLOW_MS = 3000;

/** The application. */
export function twoServers(context: AppContext): App {
  const { log } = context;
  const servers: httpd_handle_t[] = INSTANCES.map(() => undefined);

  function* who(req: httpd_req_t): Blocking<esp_err_t> {
    const name = req.user_ctx as string;
    log.i(TAG, `${name}: /who fd = ${httpd_req_to_sockfd(req)}`);
    return yield* httpd_resp_sendstr(req, name);
  }

  function* slow(req: httpd_req_t): Blocking<esp_err_t> {
    const name = req.user_ctx as string;
    log.i(TAG, `${name}: slow fd = ${httpd_req_to_sockfd(req)}`);
    yield* delayMs(context, SLOW_MS);
    return yield* httpd_resp_sendstr(req, name);
  }

  function configOf(instance: number): httpd_config_t {
    const config = configFor(context);
    if (instance === FIRST) return config;
    return {
      ...config,
      server_port: numberSetting(context, 'server_port2', SECOND_PORT),
      ctrl_port: numberSetting(context, 'ctrl_port2', config.ctrl_port),
      max_open_sockets: numberSetting(context, 'max_open_sockets2', config.max_open_sockets),
      task_priority: numberSetting(context, 'task_priority2', config.task_priority),
    };
  }

  function registerOn(server: HttpServer, name: string): void {
    httpd_register_uri_handler(server, { uri: '/who', method: HTTP_GET, handler: who, user_ctx: name });
    httpd_register_uri_handler(server, { uri: '/slow', method: HTTP_GET, handler: slow, user_ctx: name });
  }

  function* start(instance: number): Blocking<void> {
    if (servers[instance - 1] !== undefined) return;
    const config = configOf(instance);
    const name = `server${instance}`;
    log.i(TAG, `starting ${name} on port ${config.server_port}, ctrl port ${config.ctrl_port}`);
    const started: HandleRef = { handle: undefined };
    const result = yield* startServer(context, started, config);
    if (result !== ESP_OK || started.handle === undefined) {
      log.e(TAG, `${name}: httpd_start failed: ${result}`);
      return;
    }
    servers[instance - 1] = started.handle;
    registerOn(started.handle, name);
    log.i(TAG, `${name} started`);
  }

  function* stop(instance: number): Blocking<void> {
    const server = servers[instance - 1];
    if (server === undefined) {
      log.w(TAG, `server${instance} is not running`);
      return;
    }
    const result = yield* httpd_stop(server);
    if (result === ESP_OK) servers[instance - 1] = undefined;
    log.i(TAG, `server${instance} stopped: ${result}`);
  }

  /** One of them, or each in turn. */
  function* forEach(instance: number | undefined, act: (instance: number) => Blocking<void>): Blocking<void> {
    for (const one of INSTANCES) if (instance === undefined || instance === one) yield* act(one);
  }

  return {
    name: 'two',
    servers,
    boot: () => forEach(undefined, start),
    connect: (instance) => forEach(instance, start),
    disconnect: (instance) => forEach(instance, stop),
    register: (server) => registerOn(server, `server${FIRST}`),
  };
}
