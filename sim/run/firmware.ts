/**
 * The one door of `sim` to firmware-model: hands the registry of profiles, options and applications to the language, and
 * builds the devices of runs.
 */

import type { Device } from '../../firmware-model/devices/device.js';
import type {
  DeviceProfile,
  DeviceSetup,
  DeviceWiring,
} from '../../firmware-model/devices/profiles/profile.js';
import { REGISTRY } from '../../firmware-model/devices/registry.js';
import { useFirmware } from '../language/firmware.js';
import type { Environment } from '../lwip/core/environment.js';

useFirmware(REGISTRY);

/** The profile of a device that has been checked. */
function profileOf({ profile }: Pick<DeviceSetup, 'profile'>): DeviceProfile {
  const found = REGISTRY.profiles.find(({ name }) => name === profile);
  if (found === undefined) throw new Error(`no profile ${profile}`);
  return found;
}

/** Builds the device of a scenario. */
export function createDevice(env: Environment, setup: DeviceSetup, wiring: DeviceWiring): Device {
  return profileOf(setup).create(env, setup, wiring);
}

/** Length of the RTOS tick of a device, microseconds. */
export function deviceTickUs(setup: Pick<DeviceSetup, 'profile' | 'sdkconfig'>): number {
  return profileOf(setup).tickUs(setup.sdkconfig);
}

/** The firmware of a device, as traces name it. */
export function firmwareOf(setup: Pick<DeviceSetup, 'profile'>): string {
  return profileOf(setup).firmware;
}
