/** Devices by the name of their profile. */

import type { Environment } from '../../sim/lwip/core/environment.js';
import type { SegmentOutput } from '../../sim/lwip/stack.js';
import type { AppFactory, AppSettings, WebsocketOverrides } from '../apps/app.js';
import { asyncHandlers } from '../apps/async-handlers.js';
import { broadcast } from '../apps/broadcast.js';
import { keepopen } from '../apps/keepopen.js';
import { postJson } from '../apps/post-json.js';
import { simple } from '../apps/simple.js';
import { sse } from '../apps/sse.js';
import { twoServers } from '../apps/two-servers.js';
import { wsEcho } from '../apps/ws-echo.js';
import { wsEchoStatic } from '../apps/ws-echo-static.js';
import { IDF_V4_2, IDF_V5_3, type FirmwareTraits, type httpd_config_t } from '../esp-http-server/index.js';
import { ModelError } from '../../sim/kernel/errors.js';
import type { Device } from './device.js';
import { Esp32Device, esp32TickUs } from './esp32.js';
import type { OptionOverrides } from './esp-lwip-options.js';
import type { W800AppName } from './w800-kconfig.js';
import { W800_APPS, W800_TICK_US, W800Device } from './w800-sdk-2.4.js';

/** What a scenario says about its device. */
export interface DeviceSetup {
  readonly profile: string;
  readonly apps: readonly string[];
  /** Applications that are modules of the user's, by their entry in `apps`. */
  readonly userApps?: ReadonlyMap<string, AppFactory>;
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  readonly httpd: { readonly [K in keyof httpd_config_t]?: httpd_config_t[K] | undefined };
  readonly ws: { readonly [K in keyof WebsocketOverrides]?: WebsocketOverrides[K] | undefined };
  readonly appSettings: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly extraSockets: number;
  readonly heapLimitBytes: number | undefined;
  readonly workerPriority: number | undefined;
}

/** How the device is connected to the run. */
export interface DeviceWiring {
  /** Takes the segments that it sends. */
  readonly output: SegmentOutput;
  /** `res` records carry `heap`. */
  readonly heapCounts: boolean;
}

interface Esp32Profile {
  readonly firmware: FirmwareTraits;
  readonly staticPools: boolean;
  readonly about: string;
}

const ESP32_PROFILES: Readonly<Record<string, Esp32Profile>> = {
  'esp32-idf-v5.3': { firmware: IDF_V5_3, staticPools: false, about: 'ESP-IDF v5.3.5' },
  'lwip-pools': { firmware: IDF_V5_3, staticPools: true, about: 'ESP-IDF v5.3.5, MEMP_MEM_MALLOC 0' },
  'esp32-idf-v4.2': { firmware: IDF_V4_2, staticPools: false, about: 'ESP-IDF v4.2' },
};

const ESP32_APPS: Readonly<Record<string, AppFactory>> = {
  'ws-echo': wsEcho,
  simple,
  'post-json': postJson,
  async: asyncHandlers,
  two: twoServers,
  sse,
  keepopen,
  broadcast,
  'ws-echo-static': wsEchoStatic,
};

const W800_PROFILE = 'w800-sdk-2.4';
const W800_ABOUT = 'WinnerMicro W800 SDK 2.4, libwebsockets 4.3.3';

function esp32Profile(profile: string): Esp32Profile {
  const found = ESP32_PROFILES[profile];
  if (found === undefined) throw new ModelError('unknown device profile', { profile });
  return found;
}

/** Length of the RTOS tick of a device, microseconds. */
export function deviceTickUs({ profile, sdkconfig }: Pick<DeviceSetup, 'profile' | 'sdkconfig'>): number {
  if (profile === W800_PROFILE) return W800_TICK_US;
  esp32Profile(profile);
  return esp32TickUs(sdkconfig);
}

/** The firmware of a profile, as traces name it. */
export function firmwareOf(profile: string): string {
  return profile === W800_PROFILE ? W800_ABOUT : esp32Profile(profile).about;
}

/** The fields that are set. */
function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Builds the device of a scenario. */
export function createDevice(env: Environment, setup: DeviceSetup, wiring: DeviceWiring): Device {
  return setup.profile === W800_PROFILE ? createW800(env, setup, wiring) : createEsp32(env, setup, wiring);
}

function createW800(env: Environment, setup: DeviceSetup, wiring: DeviceWiring): W800Device {
  const { sdkconfig, lwipopts, extraSockets } = setup;
  const app = setup.apps[0];
  if (app === undefined || !Object.hasOwn(W800_APPS, app))
    throw new ModelError('unknown W800 program', { app });
  return new W800Device(env, { app: app as W800AppName, sdkconfig, lwipopts, extraSockets }, wiring.output);
}

function createEsp32(env: Environment, setup: DeviceSetup, wiring: DeviceWiring): Esp32Device {
  const { firmware, staticPools } = esp32Profile(setup.profile);
  const apps = setup.apps.map((name) => {
    const app = setup.userApps?.get(name) ?? ESP32_APPS[name];
    if (app === undefined) throw new ModelError('unknown application', { name });
    return app;
  });
  return new Esp32Device(
    env,
    {
      ...setup,
      firmware,
      staticPools,
      apps,
      ws: definedOnly(setup.ws),
      settings: definedOnly(setup.appSettings) as AppSettings,
      httpd: definedOnly(setup.httpd),
      heapLimitBytes: setup.heapLimitBytes ?? Number.POSITIVE_INFINITY,
      heapCounts: wiring.heapCounts,
    },
    wiring.output,
  );
}
