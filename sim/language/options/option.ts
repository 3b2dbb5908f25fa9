/** The schema of `device.sdkconfig` and `device.lwipopts`: every name that some profile has. */

import * as z from 'zod';

import {
  optionText,
  typeWords,
  type FirmwareOption,
  type FirmwareRegistry,
  type OptionName,
  type OptionType,
  type OptionValue,
} from '../../document/firmware.js';
import { nameIn, perFirmware, type OptionMap } from '../firmware.js';

const BOOL_WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['y', true],
  ['n', false],
]);
const BOOL_BITS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [1, true],
  [0, false],
]);

/** An option under one name on one profile. */
interface Named {
  readonly profile: string;
  readonly option: FirmwareOption;
  readonly name: OptionName;
}

/** What some profiles in a row have in common of an option. */
export interface OptionMeaning {
  readonly profiles: readonly string[];
  readonly option: FirmwareOption;
  readonly name: OptionName;
}

/**
 * The schema of a map of options: every name, each optional. Limits depend on the profile, see check-device. `only`:
 * knows no names but these, and does not describe them; to describe all options takes longer than most runs.
 */
export function optionMap(
  firmware: FirmwareRegistry,
  map: OptionMap,
  description: string,
  only?: readonly string[],
) {
  const shape: Record<string, z.ZodOptional<z.ZodType<OptionValue>>> = {};
  for (const name of only ?? optionNames(firmware, map)) {
    const schema =
      only === undefined
        ? describedOption(firmware, meaningsOf(firmware, map, name))
        : optionSchema(firstType(firmware, map, name));
    shape[name] = schema.optional();
  }
  return z.strictObject(shape, { error: () => 'expected a map of options' }).describe(description);
}

/** Those of some names that can be set in a map on some profile. */
export function knownOptions(firmware: FirmwareRegistry, map: OptionMap, names: readonly string[]): string[] {
  return names.filter((name) => firstType(firmware, map, name) !== undefined);
}

/** Types that have been asked for, by map and name. */
const knownTypes = perFirmware(() => ({
  sdkconfig: new Map<string, OptionType>(),
  lwipopts: new Map<string, OptionType>(),
}));

/** The type of a name on the first profile that has it. */
function firstType(firmware: FirmwareRegistry, map: OptionMap, name: string): OptionType | undefined {
  const known = knownTypes(firmware)[map];
  const type = known.get(name) ?? findType(firmware, map, name);
  if (type !== undefined) known.set(name, type);
  return type;
}

function findType({ profiles }: FirmwareRegistry, map: OptionMap, name: string): OptionType | undefined {
  for (const { options } of profiles) {
    for (const option of options) {
      const named = option.fixed === undefined ? nameIn(map, option) : undefined;
      if (named?.name === name) return named.type;
    }
  }
  return undefined;
}

/** Every name that can be set in a map on some profile, in the order of the tables. */
export function optionNames(firmware: FirmwareRegistry, map: OptionMap): string[] {
  return [...namedIn(firmware)[map].keys()];
}

/** What a name means, profiles of one meaning together. */
export function meaningsOf(firmware: FirmwareRegistry, map: OptionMap, name: string): OptionMeaning[] {
  const meanings = new Map<string, { profiles: string[]; option: FirmwareOption; name: OptionName }>();
  for (const one of namedIn(firmware)[map].get(name) ?? []) {
    const key = JSON.stringify([one.option.about, one.option.source, one.option.withoutEffect, one.name]);
    const same = meanings.get(key);
    if (same) same.profiles.push(one.profile);
    else meanings.set(key, { profiles: [one.profile], option: one.option, name: one.name });
  }
  return [...meanings.values()];
}

/** Where each name stands, by map. */
const namedIn = perFirmware((firmware) => ({
  sdkconfig: collected(firmware, 'sdkconfig'),
  lwipopts: collected(firmware, 'lwipopts'),
}));

/** In one pass over all profiles. */
function collected({ profiles }: FirmwareRegistry, map: OptionMap): ReadonlyMap<string, readonly Named[]> {
  const found = new Map<string, Named[]>();
  for (const { name: profile, options } of profiles) {
    for (const option of options) {
      const name = option.fixed === undefined ? nameIn(map, option) : undefined;
      if (name === undefined) continue;
      const places = found.get(name.name) ?? [];
      places.push({ profile, option, name });
      found.set(name.name, places);
    }
  }
  return found;
}

/** The schema of one name and what it says, from its meanings. */
function describedOption(
  firmware: FirmwareRegistry,
  meanings: readonly OptionMeaning[],
): z.ZodType<OptionValue> {
  const about = meanings
    .map(
      ({ profiles, option, name }) =>
        `${option.about} (${profilesText(firmware, profiles)}; ${typeWords(name.type)}; default ${optionText(name.initial)}; ${option.source}${withoutEffect(option)})`,
    )
    .join('\n');
  return optionSchema(meanings[0]?.name.type).describe(about);
}

function optionSchema(type: OptionType | undefined): z.ZodType<OptionValue> {
  if (type?.kind === 'int') return z.int({ error: () => `expected ${typeWords(type)}` });
  const union = z.union([z.boolean(), z.enum(['y', 'n']), z.literal([0, 1])], {
    error: () => 'expected true or false',
  });
  return union.transform((value): boolean => BOOL_WORDS.get(value) ?? BOOL_BITS.get(value) ?? value === true);
}

function withoutEffect({ withoutEffect: why }: FirmwareOption): string {
  return why === undefined ? '' : `; no effect: ${why}`;
}

const RELEASE = /^(.*-)(v\d+\.\d+(?:\.\d+|-beta1)?)$/;

/** Some profiles in a sentence: releases as ranges (`esp32-idf-v5.5.2…v6.0.2`), others by their names. */
export function profilesText(firmware: FirmwareRegistry, profiles: readonly string[]): string {
  const releases = releaseProfiles(firmware);
  const isBranch = (name: string): boolean => RELEASE.test(name) && !releases.includes(name);
  const parts: string[] = [];
  for (let i = 0; i < releases.length; i++) {
    if (!profiles.includes(releases[i]!)) continue;
    const first = i;
    while (i + 1 < releases.length && profiles.includes(releases[i + 1]!)) i++;
    const last = RELEASE.exec(releases[i]!)?.[2] ?? '';
    parts.push(i === first ? releases[first]! : `${releases[first]!}…${last}`);
  }
  const others = profiles.filter((name) => !releases.includes(name) && !isBranch(name));
  return [...parts, ...others].join(', ');
}

/** Profiles that stand for one release each, oldest first; short names that stand for the newest of a branch are left out. */
const releaseProfiles = perFirmware(({ profiles }): readonly string[] => {
  const names = profiles.map(({ name }) => name).filter((name) => RELEASE.test(name));
  const isShort = (name: string): boolean => names.some((other) => other.startsWith(`${name}.`));
  return names.filter((name) => !isShort(name)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
});
