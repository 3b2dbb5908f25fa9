/** The firmware that scenarios may name. The language has none of its own: it is given a registry with every question. */

import type {
  FirmwareApp,
  FirmwareOption,
  FirmwareRegistry,
  OptionName,
  Profile,
} from '../document/firmware.js';

/** What is made of a registry, once for each. */
export function perFirmware<T>(make: (firmware: FirmwareRegistry) => T): (firmware: FirmwareRegistry) => T {
  const known = new WeakMap<FirmwareRegistry, { readonly made: T }>();
  return (firmware) => {
    const kept = known.get(firmware) ?? { made: make(firmware) };
    known.set(firmware, kept);
    return kept.made;
  };
}

/** A profile by its name. */
export function profileNamed({ profiles }: FirmwareRegistry, name: string): Profile | undefined {
  return profiles.find((one) => one.name === name);
}

/** A profile that is known to be there. */
export function theProfile(firmware: FirmwareRegistry, name: string): Profile {
  const profile = profileNamed(firmware, name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

/** Names of the profiles, in the order of lists; the first one is the default. */
export function profileNames({ profiles }: FirmwareRegistry): string[] {
  return profiles.map(({ name }) => name);
}

/** An application by its name. */
export function appNamed({ apps }: FirmwareRegistry, name: string): FirmwareApp | undefined {
  return apps.find((one) => one.name === name);
}

/** Names of the applications. */
export function appNames({ apps }: FirmwareRegistry): string[] {
  return apps.map(({ name }) => name);
}

/** An application that is the user's own module, by its path: from the scenario's file, or an absolute one. */
export type UserAppPath = `./${string}` | `../${string}` | `/${string}` | `${string}:${string}`;

/** What tells a path from the name of an application. */
export const USER_APP_PATTERN = '^(\\.{1,2}/|/|[A-Za-z]:[/\\\\])';
const USER_APP = new RegExp(USER_APP_PATTERN);

/** Whether an application is the user's own module. */
export function isUserApp(app: string): app is UserAppPath {
  return USER_APP.test(app);
}

/** The maps of options of a scenario. */
export type OptionMap = 'sdkconfig' | 'lwipopts';

/** The name that an option has in a map. */
export function nameIn(map: OptionMap, option: FirmwareOption): OptionName | undefined {
  return map === 'sdkconfig' ? option.kconfig : option.lwip;
}

/** An option of a profile by its name in a map. */
export function optionNamed(profile: Profile, map: OptionMap, name: string): FirmwareOption | undefined {
  return profile.options.find((one) => nameIn(map, one)?.name === name);
}

/** Names under which a profile's options can be set in a map. */
export function settableNames(profile: Profile, map: OptionMap): string[] {
  return profile.options.flatMap((option) => {
    const name = option.fixed === undefined ? nameIn(map, option)?.name : undefined;
    return name === undefined ? [] : [name];
  });
}

/** `name: what it is` for each, for descriptions. */
export function aboutList(entries: readonly { readonly name: string; readonly about: string }[]): string {
  return entries.map(({ name, about }) => `${name}: ${about}`).join('; ');
}
