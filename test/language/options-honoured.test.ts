/** Every option that scenarios may set is looked at by the model, or has no effect there by its own description. */

import { describe, expect, it } from 'vitest';

import { esp32TickUs } from '../../firmware-model/devices/esp32.js';
import { espLwipOptions } from '../../firmware-model/devices/esp-lwip-options.js';
import { W800_KCONFIG_NAMES, type W800Kconfig } from '../../firmware-model/devices/w800-kconfig.js';
import { w800LwipOptions } from '../../firmware-model/devices/w800-lwip-options.js';
import { HTTPD_KCONFIG_DEFAULTS } from '../../firmware-model/esp-http-server/index.js';
import { LWIP_OPTIONS } from '../../sim/language/options/lwipopts.js';
import { PROFILES, PROFILE_NAMES, type ProfileName } from '../../sim/language/device/profiles.js';
import { KCONFIG_OPTIONS } from '../../sim/language/device/schema-device.js';

/** Of the application `async`, which is not a part of the model yet. */
const PENDING = ['CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS', 'CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE'];
/** Objects that come from the heap, whatever their number. */
const WITHOUT_EFFECT = /enforced with pools only|not enforced while memory comes from the heap/;

function recording(names: Set<string>): Readonly<Record<string, never>> {
  return new Proxy({}, { get: (_, name) => (names.add(String(name)), undefined) });
}

function namesReadBy(profile: ProfileName): Set<string> {
  const names = new Set<string>();
  const options = recording(names);
  if (PROFILES[profile].family === 'esp-http-server') {
    for (const name of Object.keys(HTTPD_KCONFIG_DEFAULTS)) names.add(name);
    esp32TickUs(options);
    const staticPools = profile === 'lwip-pools';
    espLwipOptions({ staticPools, sdkconfig: options, lwipopts: options, heapLimitBytes: Infinity });
  } else {
    for (const name of W800_KCONFIG_NAMES) names.add(name);
    const kconfig: W800Kconfig = { flag: () => true, int: () => 1, text: () => '' };
    w800LwipOptions(kconfig, options);
  }
  return names;
}

describe.each(PROFILE_NAMES)('the options of %s', (profile) => {
  it('are honoured', () => {
    const read = namesReadBy(profile);
    const dead = [...KCONFIG_OPTIONS, ...LWIP_OPTIONS]
      .filter(({ profiles, about }) => profiles.includes(profile) && !WITHOUT_EFFECT.test(about))
      .map(({ name }) => name)
      .filter((name) => !read.has(name) && !PENDING.includes(name));
    expect(dead).toEqual([]);
  });
});
