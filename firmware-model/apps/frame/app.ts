/**
 * What an application of the simulated device is, and what it is given.
 *
 * An application is written against esp_http_server's C names (../esp-http-server/index.js) and runs in the task
 * `main`; it may create tasks of its own.
 */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import type { Blocking, Task } from '../../../sim/kernel/task.js';
import type { EspTlsServerConfig } from '../../esp-https-server/esp-tls.js';
import { HTTPD_SSL_CONFIG_DEFAULT, httpd_ssl_start } from '../../esp-https-server/https-server.js';
import {
  HTTPD_DEFAULT_CONFIG,
  httpd_start,
  TASK_CONTROL_BLOCK_BYTES,
  type esp_err_t,
  type HandleRef,
  type httpd_config_t,
  type httpd_handle_t,
  type HttpServer,
  type HttpServerEnvironment,
  type httpd_uri_t,
} from '../../esp-http-server/index.js';

/** Settings of an application (`device.app_settings` of a scenario). */
export type AppSettings = Readonly<Record<string, string | number | boolean>>;

/** Websocket fields of the URIs that an application registers, as the scenario wants them (`device.ws`). */
export type WebsocketOverrides = {
  readonly [K in 'handle_ws_control_frames' | 'supported_subprotocol']?: httpd_uri_t[K] | undefined;
};

/** The device as an application sees it; it serves as the first argument of `httpd_start`. */
export interface AppContext extends HttpServerEnvironment {
  readonly settings: AppSettings;
  /** Fields of `httpd_config_t` that the scenario sets; they win over the application's own (`device.httpd`). */
  readonly httpd: Readonly<Partial<httpd_config_t>>;
  /** What the device itself changes in HTTPD_DEFAULT_CONFIG, before the application does. */
  readonly httpdDefaults?: Readonly<Partial<httpd_config_t>>;
  readonly ws: WebsocketOverrides;
  /** Servers speak TLS (`device.tls`); undefined for plain ones. @internal */
  readonly tls?: EspTlsServerConfig | undefined;
}

/** A running application. */
export interface App {
  /** Its name in scenarios. */
  readonly name: string;
  /** Its server instances; `undefined` where one is stopped (the first is the device's `sessions` count). */
  readonly servers: readonly httpd_handle_t[];
  /** `app_main`: what happens once, at boot. */
  boot(): Blocking<void>;
  /** The network came up (device step `start`). `instance`: one of several, from 1. */
  connect(instance?: number): Blocking<void>;
  /** The network went down (device step `stop`). */
  disconnect(instance?: number): Blocking<void>;
  /** Registers its URIs on the server that another application started. */
  register(server: HttpServer): void;
}

/** Makes an application for a device. */
export type AppFactory = (context: AppContext) => App;

/** The configuration with which an application starts a server. */
export function configFor(context: AppContext, own: Partial<httpd_config_t> = {}): httpd_config_t {
  const base = context.tls === undefined ? HTTPD_DEFAULT_CONFIG() : HTTPD_SSL_CONFIG_DEFAULT();
  return { ...base, ...context.httpdDefaults, ...own, ...context.httpd };
}

/** Starts an application's server: `httpd_start`, or `httpd_ssl_start` on a device with TLS. */
export function startServer(
  context: AppContext,
  out: HandleRef,
  config: httpd_config_t,
): Blocking<esp_err_t> {
  return context.tls === undefined
    ? httpd_start(context, out, config)
    : httpd_ssl_start(context, out, config, context.tls);
}

/** What FreeRTOS needs of a device. */
export type RtosHome = Pick<AppContext, 'heap' | 'kernel'>;

/** `xTaskCreate`: the new task runs at once if it outranks the caller. `undefined` without memory for it. */
export function* xTaskCreate(
  context: RtosHome,
  name: string,
  stackBytes: number,
  priority: number,
  body: Blocking<void>,
): Blocking<Task | undefined> {
  const task = createTask(context, name, stackBytes, priority, body);
  if (task !== undefined && context.kernel.mustYield()) yield;
  return task;
}

/** {@link xTaskCreate} for callers outside of tasks. */
export function createTask(
  context: RtosHome,
  name: string,
  stackBytes: number,
  priority: number,
  body: Blocking<void>,
): Task | undefined {
  const { heap, kernel } = context;
  if (!heap.malloc(stackBytes)) return undefined;
  if (!heap.malloc(TASK_CONTROL_BLOCK_BYTES)) {
    heap.free(stackBytes);
    return undefined;
  }
  const wrapped = function* (): Generator<void, void, void> {
    yield* body;
    heap.free(TASK_CONTROL_BLOCK_BYTES);
    heap.free(stackBytes);
  };
  return kernel.spawn(name, priority, wrapped());
}

/** `vTaskDelay(pdMS_TO_TICKS(ms))`. */
export function delayMs({ kernel }: Pick<AppContext, 'kernel'>, ms: number): Blocking<void> {
  return kernel.sleepTicks(Math.floor((ms * US_PER_MS) / kernel.tickUs));
}
