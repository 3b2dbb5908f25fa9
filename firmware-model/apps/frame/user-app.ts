/**
 * What a user's own firmware module is, and what it is given.
 *
 * The module exports `app` (or a default): a function of the device's context and of esp_http_server's API. The API
 * comes as an argument, so that a module needs nothing installed beside it. Time is the device's: `delayMs` and
 * `timeUs`; the module's own state lives as long as the process, a function's as long as one device.
 */

import { scalarText } from '../../../sim/document/value-text.js';
import {
  configFor,
  createTask,
  delayMs,
  xTaskCreate,
  type App,
  type AppContext,
  type AppFactory,
} from './app.js';
import * as freertos from './freertos.js';
import { webServerApp, type WebServerAppParts } from './web-server-app.js';
import * as httpServer from '../../esp-http-server/index.js';
import { UserAppError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { CallWatch } from './call-watch.js';
import { amountOf, checkFields, WatchedFunction, withLengths } from './user-mistakes.js';

type HttpServerApi = typeof httpServer;
type FreeRtosApi = typeof freertos;
/** A function whose first argument, the device, is given already. */
type Bound<F> = F extends (context: AppContext, ...args: infer A) => infer R ? (...args: A) => R : never;
type UriHandler = httpServer.httpd_uri_t;

/** FreeRTOS functions that need no device. */
type FreeRtosObjects = Pick<
  FreeRtosApi,
  'portMAX_DELAY' | 'xQueueSend' | 'xQueueReceive' | 'xSemaphoreTake' | 'xSemaphoreGive'
>;

/** esp_http_server and FreeRTOS by their C names, and what a task can do besides. */
export interface FirmwareApi extends HttpServerApi, FreeRtosObjects {
  /** The configuration to start a server with: defaults, the application's own, then those of the scenario. */
  configFor(own?: Partial<httpServer.httpd_config_t>): httpServer.httpd_config_t;
  /** `vTaskDelay(pdMS_TO_TICKS(ms))`. */
  delayMs(ms: number): Blocking<void>;
  /** `esp_timer_get_time()`: microseconds since boot. */
  timeUs(): number;
  /** `xTaskCreate`, for tasks. */
  xTaskCreate(
    name: string,
    stackBytes: number,
    priority: number,
    body: Blocking<void>,
  ): ReturnType<typeof xTaskCreate>;
  pdMS_TO_TICKS: Bound<FreeRtosApi['pdMS_TO_TICKS']>;
  vTaskDelay: Bound<FreeRtosApi['vTaskDelay']>;
  /** `xQueueCreate(name, length, itemBytes)`; `undefined` without memory, as the other objects. */
  xQueueCreate<T>(
    name: string,
    length: number,
    itemBytes: number,
  ): ReturnType<typeof freertos.xQueueCreate<T>>;
  xSemaphoreCreateCounting: Bound<FreeRtosApi['xSemaphoreCreateCounting']>;
  xSemaphoreCreateBinary: Bound<FreeRtosApi['xSemaphoreCreateBinary']>;
  xSemaphoreCreateMutex: Bound<FreeRtosApi['xSemaphoreCreateMutex']>;
  /** `xTaskCreate` for what is no task (`register`). */
  createTask(
    name: string,
    stackBytes: number,
    priority: number,
    body: Blocking<void>,
  ): ReturnType<typeof createTask>;
}

/** The short form of an application: one server, like the examples' `start_webserver`. */
export type UserAppParts = Partial<Omit<WebServerAppParts, 'register'>> & Pick<WebServerAppParts, 'register'>;

/** What a user's module exports as `app`. */
export type UserApp = (context: AppContext, esp: FirmwareApi) => UserAppParts | App;

/** The factory of a user's application; `name` is its entry in `apps`. */
export function userAppFactory(name: string, userApp: UserApp): AppFactory {
  return (context) => {
    const calls = new CallWatch();
    let made: unknown;
    try {
      made = userApp(context, calls.watched('esp', firmwareApi(context, calls)));
    } catch (error) {
      throw error instanceof Error
        ? error
        : new UserAppError(`${name}: app() threw ${scalarText(error)}, no Error`);
    }
    if (!isParts(made)) {
      throw new UserAppError(
        `${name}: app() must return { register(server) {…} }, or a whole App with boot()`,
      );
    }
    if ('boot' in made) return made;
    try {
      checkFields('httpd_config_t', made.config ?? {}, CONFIG_FIELDS);
    } catch (error) {
      const { message, written } = error as UserAppError;
      throw new UserAppError(`${name}: config: ${message}`, written === undefined ? {} : { written });
    }
    return webServerApp(context, { name, tag: name.replace(/^.*\/|\.\w+$/g, ''), ...made });
  };
}

function isParts(made: unknown): made is UserAppParts | App {
  return (
    typeof made === 'object' && made !== null && 'register' in made && typeof made.register === 'function'
  );
}

function firmwareApi(context: AppContext, calls: CallWatch): FirmwareApi {
  const { portMAX_DELAY, xQueueSend, xQueueReceive, xSemaphoreTake, xSemaphoreGive } = freertos;
  return {
    ...withLengths(httpServer),
    portMAX_DELAY,
    xQueueSend,
    xQueueReceive,
    xSemaphoreTake,
    xSemaphoreGive,
    pdMS_TO_TICKS: (ms) => freertos.pdMS_TO_TICKS(context, ms),
    vTaskDelay: (ticks) => freertos.vTaskDelay(context, amountOf('vTaskDelay', ticks)),
    xQueueCreate: <T>(name: string, length: number, itemBytes: number) =>
      freertos.xQueueCreate<T>(context, name, length, itemBytes),
    xSemaphoreCreateCounting: (name, max, initial) =>
      freertos.xSemaphoreCreateCounting(context, name, max, initial),
    xSemaphoreCreateBinary: (name) => freertos.xSemaphoreCreateBinary(context, name),
    xSemaphoreCreateMutex: (name) => freertos.xSemaphoreCreateMutex(context, name),
    httpd_register_uri_handler: (server, uri) =>
      httpServer.httpd_register_uri_handler(server, checkedHandler(uri, context, calls)),
    configFor: (own) => {
      checkFields('httpd_config_t', own ?? {}, CONFIG_FIELDS);
      return configFor(context, own);
    },
    delayMs: (ms) => delayMs(context, amountOf('delayMs', ms)),
    timeUs: () => context.kernel.nowUs,
    xTaskCreate: (name, stackBytes, priority, body) =>
      xTaskCreate(context, name, stackBytes, priority, calls.handedOn(body)),
    createTask: (name, stackBytes, priority, body) =>
      createTask(context, name, stackBytes, priority, calls.handedOn(body)),
  };
}

/** Fields of `httpd_uri_t`. */
const URI_FIELDS: Readonly<Record<keyof UriHandler, true>> = {
  uri: true,
  method: true,
  handler: true,
  user_ctx: true,
  is_websocket: true,
  handle_ws_control_frames: true,
  supported_subprotocol: true,
  ws_pre_handshake_cb: true,
  ws_post_handshake_cb: true,
};

const CONFIG_FIELDS = Object.keys(httpServer.HTTPD_DEFAULT_CONFIG());

function checkUri(given: UriHandler): void {
  checkFields('httpd_uri_t', given, Object.keys(URI_FIELDS));
  const { uri, handler } = given as Partial<UriHandler>;
  const missing = typeof uri !== 'string' ? 'uri' : typeof handler !== 'function' ? 'handler' : undefined;
  if (missing === undefined) return;
  const expected = missing === 'uri' ? "a text, as in '/'" : 'a function, *handler(req) {…}';
  const isWritten = (given as Partial<UriHandler>)[missing] !== undefined;
  throw new UserAppError(`httpd_uri_t.${missing}: expected ${expected}`, {
    cause: new Error('given here'),
    ...(isWritten ? { written: missing } : {}),
  });
}

/** The handler, watched for what is no handler. */
function checkedHandler(uri: UriHandler, { kernel }: AppContext, calls: CallWatch): UriHandler {
  checkUri(uri);
  const { handler } = uri;
  const watched = new WatchedFunction(`the handler of ${uri.uri}`, '*handler(req)', handler, kernel, calls);
  return { ...uri, handler: (req) => watched.run(() => handler(req)) };
}
