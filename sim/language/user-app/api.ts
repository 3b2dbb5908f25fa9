/**
 * What a user's own firmware module is, and what it is given.
 *
 * The module exports `app` (or a default): a function of the device's context and of esp_http_server's API. The API
 * comes as an argument, so that a module needs nothing installed beside it. Time is the device's: `delayMs` and
 * `timeUs`; the module's own state lives as long as the process, a function's as long as one device.
 */

import {
  configFor,
  createTask,
  delayMs,
  xTaskCreate,
  type App,
  type AppContext,
  type AppFactory,
} from '../../../firmware-model/apps/app.js';
import * as freertos from '../../../firmware-model/apps/freertos.js';
import { webServerApp, type WebServerAppParts } from '../../../firmware-model/apps/web-server-app.js';
import * as httpServer from '../../../firmware-model/esp-http-server/index.js';
import type { Blocking } from '../../kernel/task.js';

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

/** A mistake in a user's module that the model notices. */
export class UserAppError extends Error {
  override readonly name = 'UserAppError';
}

/** The factory of a user's application; `name` is its entry in `apps`. */
export function userAppFactory(name: string, userApp: UserApp): AppFactory {
  return (context) => {
    const made: unknown = userApp(context, firmwareApi(context));
    if (!isParts(made)) {
      throw new UserAppError(
        `${name}: app() must return { register(server) {…} }, or a whole App with boot()`,
      );
    }
    if ('boot' in made) return made;
    return webServerApp(context, { name, tag: name.replace(/^.*\/|\.\w+$/g, ''), ...made });
  };
}

function isParts(made: unknown): made is UserAppParts | App {
  return (
    typeof made === 'object' && made !== null && 'register' in made && typeof made.register === 'function'
  );
}

function firmwareApi(context: AppContext): FirmwareApi {
  const { portMAX_DELAY, xQueueSend, xQueueReceive, xSemaphoreTake, xSemaphoreGive } = freertos;
  return {
    ...httpServer,
    portMAX_DELAY,
    xQueueSend,
    xQueueReceive,
    xSemaphoreTake,
    xSemaphoreGive,
    pdMS_TO_TICKS: (ms) => freertos.pdMS_TO_TICKS(context, ms),
    vTaskDelay: (ticks) => freertos.vTaskDelay(context, ticks),
    xQueueCreate: <T>(name: string, length: number, itemBytes: number) =>
      freertos.xQueueCreate<T>(context, name, length, itemBytes),
    xSemaphoreCreateCounting: (name, max, initial) =>
      freertos.xSemaphoreCreateCounting(context, name, max, initial),
    xSemaphoreCreateBinary: (name) => freertos.xSemaphoreCreateBinary(context, name),
    xSemaphoreCreateMutex: (name) => freertos.xSemaphoreCreateMutex(context, name),
    httpd_register_uri_handler: (server, uri) =>
      httpServer.httpd_register_uri_handler(server, checkedHandler(uri)),
    configFor: (own) => configFor(context, own),
    delayMs: (ms) => delayMs(context, ms),
    timeUs: () => context.kernel.nowUs,
    xTaskCreate: (name, stackBytes, priority, body) => xTaskCreate(context, name, stackBytes, priority, body),
    createTask: (name, stackBytes, priority, body) => createTask(context, name, stackBytes, priority, body),
  };
}

/** A handler that is no generator may still return a result; a promise has no place in virtual time. */
function checkedHandler(uri: UriHandler): UriHandler {
  const { handler } = uri;
  // Made where the user's module registers it, so that the complaint has a line.
  const cause = new Error('registered here');
  return {
    ...uri,
    *handler(req) {
      const result: unknown = handler(req);
      if (isBlocking(result)) return yield* result;
      if (typeof result === 'number') return result;
      const what = result instanceof Promise ? 'a promise' : String(result);
      const hint = 'write *handler(req) {…} and yield* every call that can block';
      throw new UserAppError(`the handler of ${uri.uri} returned ${what}; ${hint}`, { cause });
    },
  };
}

function isBlocking(value: unknown): value is Blocking<number> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
