/** The values that options have unless a scenario sets them, as the model itself computes them. */

import { espLwipOptions } from '../../firmware-model/devices/esp-lwip-options.js';
import { resolveW800Kconfig } from '../../firmware-model/devices/w800-kconfig.js';
import { w800LwipOptions } from '../../firmware-model/devices/w800-lwip-options.js';
import { HTTPD_DEFAULT_CONFIG, HTTPD_KCONFIG_DEFAULTS } from '../../firmware-model/esp-http-server/index.js';
import { SAME_OPTION } from '../language/options/lwipopts.js';
import { PROFILES } from '../language/device/profiles.js';
import type { ProfileName } from '../language/device/profiles.js';

/** A value that can be printed. */
export type InitialValue = number | boolean | string;

const HTTPD = /^(?:device\.)?httpd\.(\w+)$/;
const POOL = /^MEMP_NUM_/;

/** The value on a profile; undefined where the model has no such option, or nothing enforces it. */
export function initialValue(name: string, profile: ProfileName): InitialValue | undefined {
  const isEsp = PROFILES[profile].family === 'esp-http-server';
  const field = HTTPD.exec(name)?.[1];
  if (field !== undefined) return isEsp ? valueIn(HTTPD_DEFAULT_CONFIG(), field) : undefined;
  const lwipName = SAME_OPTION[name] ?? name;
  const options = isEsp ? espOptions(profile) : w800Options();
  const value = valueIn(options, lwipName) ?? valueIn(options.poolSizes ?? {}, lwipName.replace(POOL, ''));
  if (value !== undefined) return value;
  return isEsp ? valueIn(HTTPD_KCONFIG_DEFAULTS, name) : undefined;
}

function espOptions(profile: ProfileName): ReturnType<typeof espLwipOptions> {
  const staticPools = profile === 'lwip-pools';
  return espLwipOptions({
    staticPools,
    sdkconfig: {},
    lwipopts: {},
    heapLimitBytes: Number.POSITIVE_INFINITY,
  });
}

function w800Options(): ReturnType<typeof w800LwipOptions> {
  return w800LwipOptions(resolveW800Kconfig({}, 'lws-ws-server'), {});
}

function valueIn(values: object, key: string): InitialValue | undefined {
  if (!Object.hasOwn(values, key)) return undefined;
  const value = (values as Record<string, unknown>)[key];
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : undefined;
}
