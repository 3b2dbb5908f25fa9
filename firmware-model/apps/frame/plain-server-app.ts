/**
 * The skeleton of the reference traces' small applications (test/conformance/esp32-apps/APPS.md): one server, started at
 * boot and by the device steps `start` and `stop`, which say nothing of their own (web-server-app.ts is the chattier
 * skeleton of ESP-IDF's examples).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_stop,
  type HandleRef,
  type httpd_config_t,
  type httpd_handle_t,
  type HttpServer,
} from '../../esp-http-server/index.js';
import { configFor, startServer, type App, type AppContext } from './app.js';

/** What tells one application from another. */
export interface PlainServerAppParts {
  readonly name: string;
  /** Tag of its log lines. */
  readonly tag: string;
  /** What it changes in the default configuration. */
  readonly config?: Partial<httpd_config_t>;
  /** Log lines besides `Starting server on port`, as ESP-IDF's examples have them. */
  readonly saysMore?: boolean;
  /** Forgets its handle before it stops the server, so that its own tasks leave it alone. */
  readonly forgetsBeforeStop?: boolean;
  /** Registers its URIs. */
  readonly register: (server: HttpServer) => void;
  /** What else happens at boot, once. */
  readonly afterBoot?: () => Blocking<void>;
}

/** Such an application, and the handle that its own tasks may use. */
export interface PlainServerApp extends App {
  /** The application's own variable: `undefined` while the server is stopped. */
  readonly handle: httpd_handle_t;
}

/** Builds an application of one server. */
export function plainServerApp(context: AppContext, parts: PlainServerAppParts): PlainServerApp {
  const { log, kernel } = context;
  const { name, tag, register } = parts;
  let server: httpd_handle_t;
  /** Counts as running until `httpd_stop` has returned. */
  let running: httpd_handle_t;

  function* start(): Blocking<void> {
    const started: HandleRef = { handle: undefined };
    const config = configFor(context, parts.config);
    log.i(tag, `Starting server on port: '${config.server_port}'`);
    if ((yield* startServer(context, started, config)) !== ESP_OK || started.handle === undefined) {
      if (parts.saysMore === true) log.i(tag, 'Error starting server!');
      return;
    }
    server = started.handle;
    running = server;
    if (parts.saysMore === true) log.i(tag, 'Registering URI handlers');
    // Where the server task starts on another core, it has come as far as its select() by now.
    if (kernel.mustYield()) yield;
    register(server);
  }

  return {
    name,
    get servers() {
      return [running];
    },
    get handle() {
      return server;
    },
    *boot() {
      yield* start();
      if (parts.afterBoot !== undefined) yield* parts.afterBoot();
    },
    *connect() {
      if (server === undefined) yield* start();
    },
    *disconnect() {
      const handle = server;
      if (handle === undefined) return;
      if (parts.forgetsBeforeStop === true) server = undefined;
      const hasStopped = (yield* httpd_stop(handle)) === ESP_OK;
      server = hasStopped ? undefined : handle;
      if (hasStopped) running = undefined;
    },
    register,
  };
}
