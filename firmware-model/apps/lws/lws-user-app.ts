/**
 * What a user's own libwebsockets program for the W800 is, and what it is given.
 *
 * The module exports `app` (or a default): a function of the device's context and of libwebsockets's API. The short form has
 * the SDK's examples' `main()`: a context with its protocols, and the loop around `lws_service`.
 */

import { scalarText } from '../../../sim/document/value-text.js';
import { UserAppError } from '../../../sim/kernel/errors.js';
import type { DeviceLog } from '../../../sim/kernel/log.js';
import type { Kernel } from '../../../sim/kernel/kernel.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { SocketApi } from '../../../sim/lwip/sockets/socket-api.js';
import type { Ipv4 } from '../../../sim/wire/segment.js';
import type { AppSettings } from '../frame/app.js';
import { CallWatch } from '../frame/call-watch.js';
import type { W800App, W800Main } from './lws-app.js';
import type { LwsApi, LwsContextHandle, LwsCreationInfo } from './lws-api-types.js';
import { lwsApi } from './lws-user-api.js';

/** The device as a program of the user's sees it. */
export interface LwsAppContext {
  readonly kernel: Kernel;
  /** `wm_log_info` and its like: `log.i(tag, text)`. */
  readonly log: DeviceLog;
  readonly sockets: SocketApi;
  /** The C heap, as byte counts. */
  readonly heap: { malloc(bytes: number): boolean; free(bytes: number): void };
  /** `app_settings` of the scenario. */
  readonly settings: AppSettings;
  /** Address of a client by its name. */
  readonly addressOf?: ((client: string) => Ipv4) | undefined;
}

/** The short form: what the examples' `main()` is made of. */
export interface LwsProgramParts extends LwsCreationInfo {
  /** After the context is created, before the loop: the place for tasks. */
  readonly init?: (context: LwsContextHandle) => Blocking<void>;
  /** After each round of the loop. */
  readonly loop?: (context: LwsContextHandle) => Blocking<void>;
  /** `timeout_ms` of `lws_service`. Default 100, as in the examples. */
  readonly service_timeout_ms?: number;
}

/** The long form: everything is the program's own. */
export interface LwsProgram {
  main(): Blocking<void>;
}

/** What a user's module exports as `app`. */
export type LwsUserApp = (context: LwsAppContext, lws: LwsApi) => LwsProgramParts | LwsProgram;

const SERVICE_TIMEOUT_MS = 100;

/** The program of a user's module; `name` is its entry in `apps`. */
export function lwsUserProgram(name: string, userApp: LwsUserApp): W800Main {
  return function* (app) {
    const calls = new CallWatch();
    const api = calls.watched('lws', lwsApi(app, calls));
    let made: unknown;
    try {
      made = userApp(contextFor(app), api);
    } catch (error) {
      throw error instanceof Error
        ? error
        : new UserAppError(`${name}: app() threw ${scalarText(error)}, no Error`);
    }
    if (isProgram(made)) yield* made.main();
    else if (isParts(made)) yield* mainOf(api, made);
    else throw new UserAppError(`${name}: app() must return { protocols: […] }, or { *main() {…} }`);
  };
}

function* mainOf(
  api: LwsApi,
  { init, loop, service_timeout_ms: timeout = SERVICE_TIMEOUT_MS, ...info }: LwsProgramParts,
): Blocking<void> {
  const context = yield* api.lws_create_context(info);
  if (context === undefined) return;
  if (init !== undefined) yield* init(context);
  for (;;) {
    yield* api.lws_service(context, timeout);
    if (loop !== undefined) yield* loop(context);
  }
}

function contextFor({ platform, settings, addressOf }: W800App): LwsAppContext {
  const { kernel, log, sockets, memory: heap } = platform;
  return { kernel, log, sockets, heap, settings, addressOf };
}

function isProgram(made: unknown): made is LwsProgram {
  return typeof made === 'object' && made !== null && 'main' in made && typeof made.main === 'function';
}

function isParts(made: unknown): made is LwsProgramParts {
  return typeof made === 'object' && made !== null && 'protocols' in made;
}
