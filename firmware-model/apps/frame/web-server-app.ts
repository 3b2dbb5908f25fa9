/**
 * The skeleton that ESP-IDF's HTTP server examples share: start_webserver, stop_webserver, connect and disconnect
 * handlers. Source: examples/protocols/http_server/{simple,ws_echo_server}.
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

/** What tells one example from another. */
export interface WebServerAppParts {
  readonly name: string;
  /** Tag of its log lines. */
  readonly tag: string;
  /** What it says when it starts its server; `Starting server on port: 'N'` unless given. */
  readonly startLine?: string;
  /** Its connect and disconnect handlers log nothing. */
  readonly isQuiet?: boolean;
  /** What it changes in the default configuration. */
  readonly config?: Partial<httpd_config_t>;
  /** Registers its URIs. */
  readonly register: (server: HttpServer) => void;
}

/** Builds an application of one server. */
export function webServerApp(context: AppContext, parts: WebServerAppParts): App {
  const { log, kernel } = context;
  const { name, tag, isQuiet = false, register } = parts;
  let server: httpd_handle_t;

  function* startWebserver(): Blocking<httpd_handle_t> {
    const started: HandleRef = { handle: undefined };
    const config = configFor(context, parts.config);
    log.i(tag, parts.startLine ?? `Starting server on port: '${config.server_port}'`);
    if ((yield* startServer(context, started, config)) !== ESP_OK || started.handle === undefined) {
      log.i(tag, 'Error starting server!');
      return undefined;
    }
    log.i(tag, 'Registering URI handlers');
    // Where the server task starts on another core, it has come as far as its select() by now.
    if (kernel.mustYield()) yield;
    register(started.handle);
    return started.handle;
  }

  return {
    name,
    get servers() {
      return [server];
    },
    *boot() {
      server = yield* startWebserver();
    },
    *connect() {
      if (server !== undefined) return;
      if (!isQuiet) log.i(tag, 'Starting webserver');
      server = yield* startWebserver();
    },
    *disconnect() {
      if (server === undefined) return;
      if (!isQuiet) log.i(tag, 'Stopping webserver');
      const result = yield* httpd_stop(server);
      if (result === ESP_OK || !context.firmware.exampleChecksStop) server = undefined;
      else log.e(tag, 'Failed to stop http server');
    },
    register,
  };
}
