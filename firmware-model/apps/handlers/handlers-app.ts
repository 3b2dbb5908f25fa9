/**
 * Handlers that a scenario writes itself (`device.handlers`), as an application of one server.
 *
 * Each deed is the call of esp_http_server or FreeRTOS that a C handler would make, with that call's own results and log
 * lines. What fails ends the handler with that result, unless the deed ignores errors; the server then does what it does
 * for such a handler.
 */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import {
  HANDLERS_APP,
  type OwnFirmware,
  type OwnTask,
  type UriHandler,
} from '../../../sim/document/handlers.js';
import { HttpMethod } from '../../esp-http-server/http-parser/index.js';
import {
  httpd_register_uri_handler,
  ESP_OK,
  HTTP_ANY,
  HTTP_GET,
  type httpd_uri_t,
  type HttpServer,
} from '../../esp-http-server/index.js';
import { createTask, type App, type AppContext } from '../frame/app.js';
import { webServerApp } from '../frame/web-server-app.js';
import { TAG } from './deed-home.js';
import { HandlerRun } from './handler-run.js';
import { HandlerState } from './handler-state.js';

/** The application for a list of handlers. */
export function handlersApp({ handlers, tasks }: OwnFirmware): (context: AppContext) => App {
  return (context) => {
    const state = new HandlerState(context);
    const uris = handlers.map((handler) => registered(context, state, handler));
    return webServerApp(context, {
      name: HANDLERS_APP,
      tag: HANDLERS_APP,
      register(server) {
        for (const uri of uris) httpd_register_uri_handler(server, uri);
        for (const task of tasks) startTask(context, state, server, task);
      },
    });
  };
}

/** A task that the application starts when its server runs, as often as that is started. */
function startTask(
  context: AppContext,
  state: HandlerState,
  server: HttpServer,
  { name, priority, stackBytes, deeds }: OwnTask,
): void {
  const run = HandlerRun.ofTask(context, state, server);
  const body = function* (): Blocking<void> {
    yield* run.all(deeds);
  };
  if (createTask(context, name, stackBytes, priority, body()) === undefined)
    context.log.e(TAG, `no memory for the task ${name}`);
}

function registered(context: AppContext, state: HandlerState, written: UriHandler): httpd_uri_t {
  const { uri, isWebsocket, deeds } = written;
  if (uri === undefined) throw new ModelError('a handler without its URI');
  return {
    uri,
    method: methodOf(written),
    *handler(req) {
      // The call after a handshake: there is no frame yet.
      if (isWebsocket && req.method === HTTP_GET) return ESP_OK;
      return yield* HandlerRun.of(context, state, req).all(deeds);
    },
    ...(isWebsocket ? { is_websocket: true, ...websocketFields(written), ...context.ws } : {}),
  };
}

function websocketFields({ handlesControlFrames, subprotocol }: UriHandler): Partial<httpd_uri_t> {
  return {
    handle_ws_control_frames: handlesControlFrames,
    ...(subprotocol === undefined ? {} : { supported_subprotocol: subprotocol }),
  };
}

function methodOf({ method }: UriHandler): number {
  if (method === 'ANY') return HTTP_ANY;
  const number = (HttpMethod as Readonly<Record<string, number>>)[method];
  if (number === undefined) throw new ModelError('unknown method', { method });
  return number;
}
