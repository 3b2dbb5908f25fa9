/**
 * The one door of `sim` to firmware-model: the registry of profiles, options and applications, which is handed to the
 * language and to everything else that asks for it, and the devices of runs.
 */

import type { Device } from '../../firmware-model/devices/device.js';
import type {
  DeviceProfile,
  DeviceConfig,
  DeviceWiring,
} from '../../firmware-model/devices/profiles/profile.js';
import { releaseOf } from '../../firmware-model/devices/profiles/esp-idf.js';
import { REGISTRY } from '../../firmware-model/devices/registry.js';
import {
  difference,
  differencesBetween,
  rangeText,
  traitsOf,
  type Tag,
} from '../../firmware-model/releases/index.js';
import {
  optionText,
  type DefaultChange,
  type FirmwareRegistry,
  type ReleaseDifference,
} from '../document/firmware.js';
import type { LineBytes } from '../kernel/console-uart.js';
import { HTTPS_PORT } from '../wire/ports.js';
import type { Environment } from '../lwip/core/environment.js';

export type { Device } from '../../firmware-model/devices/device.js';
export { startSocketUsers } from '../../firmware-model/socket-users/socket-users.js';
/** What is looked at in a stopped device. */
export type { HttpServer, Session } from '../../firmware-model/esp-http-server/server/server.js';
export type { LwsContext } from '../../firmware-model/libwebsockets/wsi/wsi.js';
export type { LwsWsi } from '../../firmware-model/libwebsockets/wsi/wsi.js';
/** What users' own modules are written with. */
export type { App, AppContext } from '../../firmware-model/apps/frame/app.js';
export type { FirmwareApi, UserApp, UserAppParts } from '../../firmware-model/apps/frame/user-app.js';
export type {
  LwsAppContext,
  LwsProgram,
  LwsProgramParts,
  LwsUserApp,
} from '../../firmware-model/apps/lws/lws-user-app.js';
export type {
  LwsApi,
  LwsCallback,
  LwsCallbackIn,
  LwsContextHandle,
  LwsHandle,
  LwsProtocols,
} from '../../firmware-model/apps/lws/lws-api-types.js';
export type { LwsCallbackReason } from '../../firmware-model/libwebsockets/index.js';
export type {
  esp_err_t,
  httpd_handle_t,
  httpd_req_t,
  httpd_close_func_t,
  httpd_config_t,
  httpd_err_handler_func_t,
  httpd_handler_t,
  httpd_open_func_t,
  httpd_uri_t,
  httpd_ws_frame_t,
} from '../../firmware-model/esp-http-server/index.js';

/** What can be simulated. */
export const FIRMWARE: FirmwareRegistry = REGISTRY;

/** The profile of a device that has been checked. */
function profileOf({ profile }: Pick<DeviceConfig, 'profile'>): DeviceProfile {
  const found = REGISTRY.profiles.find(({ name }) => name === profile);
  if (found === undefined) throw new Error(`no profile ${profile}`);
  return found;
}

/** Builds the device of a scenario. */
export function createDevice(env: Environment, setup: DeviceConfig, wiring: DeviceWiring): Device {
  return profileOf(setup).create(env, setup, wiring);
}

/** Length of the RTOS tick of a device, microseconds. */
export function deviceTickUs(setup: Pick<DeviceConfig, 'profile' | 'sdkconfig'>): number {
  return profileOf(setup).tickUs(setup.sdkconfig);
}

/** How long a line of a device's log is on the UART. */
export function lineBytesOf(setup: Pick<DeviceConfig, 'profile' | 'sdkconfig'>): LineBytes {
  const profile = profileOf(setup);
  return profile.lineBytes(profile.tickUs(setup.sdkconfig));
}

/** Name of the certificate that a device's TLS servers have. */
export function certificateOf(setup: Pick<DeviceConfig, 'profile' | 'tls'>): string {
  return setup.tls?.certificate ?? profileOf(setup).certificate;
}

/** The port on which a device's servers speak TLS; undefined without. */
export function securePortOf({
  apps,
  tls,
  httpd,
}: Pick<DeviceConfig, 'apps' | 'tls' | 'httpd'>): number | undefined {
  const isClient = REGISTRY.apps.some((app) => app.isClient === true && apps.includes(app.name));
  return tls === undefined || isClient ? undefined : (httpd.server_port ?? tls.port ?? HTTPS_PORT);
}

/** The firmware of a device, as traces name it. */
export function firmwareOf(setup: Pick<DeviceConfig, 'profile'>): string {
  return profileOf(setup).firmware;
}

/** The profile that a release is, by `v5.5.5`, `v5.5` (its newest patch) or the profile's own name; undefined without one. */
export function profileOfRelease(name: string): string | undefined {
  const wanted = name.startsWith('v') ? `esp32-idf-${name}` : name;
  return REGISTRY.profiles.find((profile) => profile.name === wanted && releaseOf(profile) !== undefined)
    ?.name;
}

/** What differs between the releases of two profiles; throws for firmware without releases. */
export function releaseDifferences(from: string, to: string): ReleaseDifference[] {
  const [before, after] = [from, to].map((profile) => {
    const release = releaseOf(profileOf({ profile }));
    if (release === undefined) throw new Error(`${profile} is of no release`);
    return release;
  }) as [Tag, Tag];
  const now = traitsOf(after);
  return differencesBetween(before, after).map((name) => {
    const { title, now: inRange, otherwise, concern, source, evidence, shownBy, ...range } = difference(name);
    const hasAfter = now[name];
    return {
      name,
      title,
      hasAfter,
      before: hasAfter ? otherwise : inRange,
      after: hasAfter ? inRange : otherwise,
      concern,
      range: rangeText(range),
      source,
      evidence,
      ...(shownBy === undefined ? {} : { shownBy }),
    };
  });
}

/** Options whose defaults or names are not the same. */
export function defaultChanges(from: string, to: string): DefaultChange[] {
  const names = (profile: string): Map<string, DefaultChange> =>
    new Map(
      profileOf({ profile }).options.flatMap(({ kconfig, lwip, fixed, about }) => {
        const name = fixed === undefined ? (kconfig ?? lwip) : undefined;
        if (name === undefined) return [];
        const value = optionText(name.initial);
        return [[name.name, { option: name.name, before: value, after: value, about }]];
      }),
    );
  const [before, after] = [names(from), names(to)];
  const none = 'no such option';
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((option) => {
    const [a, b] = [before.get(option), after.get(option)];
    const change = { option, before: a?.before ?? none, after: b?.after ?? none, about: (a ?? b)!.about };
    return change.before === change.after ? [] : [change];
  });
}
