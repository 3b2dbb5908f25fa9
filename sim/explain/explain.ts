/** What a key, an option, a resource, a line of a log or a code in it is: for `lwip-twin explain` and the REPL. */

import { optionText, typeWords, type FirmwareRegistry } from '../document/firmware.js';
import { meaningsOf, optionNames, profilesText, type OptionMeaning } from '../language/options/option.js';
import { allKeys } from '../language/schema-keys.js';
import type { SchemaKey } from '../language/schema-keys.js';
import { assertionLines, assertionNames } from './assertions.js';
import { chipLines, chipNames } from './chips.js';
import { codeLines, codeNames, lineNames } from './codes-and-lines.js';
import { keyLines, keysNamed, stepWords, type SettingOf } from './keys.js';
import { isWholeLine, lineMeanings } from './lines/lines.js';
import { cureLines, textLines, wordLines, wordNames } from './lookup.js';
import { thingLines, thingNames, thingPaths } from './things.js';
import { nearest } from '../document/suggest.js';
import { resourceKinds, resourceLines, resourceNames } from './resources.js';

const OPTION_PREFIX = /^(?:device\.)?(?:sdkconfig|lwipopts)\./;
const INDENT = '  ';

/**
 * Lines that explain a name; undefined when there is no such name. What the device's console prints and what summaries say
 * comes before what a scenario can write.
 */
export function explain(
  firmware: FirmwareRegistry,
  name: string,
  settingOf?: SettingOf,
): string[] | undefined {
  const optionName = name.replace(OPTION_PREFIX, '');
  const options = (['sdkconfig', 'lwipopts'] as const).flatMap((map) => [
    ...meaningsOf(firmware, map, optionName),
    ...meaningsOf(firmware, map, `CONFIG_${optionName}`),
  ]);
  if (options.length > 0) return options.flatMap((one) => optionLines(firmware, one));
  const things = thingPaths(name);
  const keys = keysNamed(firmware, name).filter(([key]) => !things.includes(key!.path));
  const assertion = assertionLines(name);
  const named = [
    ...thingLines(firmware, name),
    ...wordLines(firmware, name),
    ...keys.flatMap((places) => keyLines(firmware, places, settingOf)),
    ...stepWords(firmware, name),
    ...resourceLines(name),
    ...assertion,
    ...cureLines(name),
    ...chipLines(firmware, name),
  ];
  // What an assertion prints is its name.
  const isLine = named.length === 0 || (assertion.length === 0 && isWholeLine(firmware, name));
  const text = isLine ? textLines(firmware, name) : [];
  const found = [...text, ...named, ...codeLines(name)];
  return found.length > 0 ? found : undefined;
}

/** The name that resembles another one. */
export function nearestName(firmware: FirmwareRegistry, name: string): string | undefined {
  return nearest(name, [
    ...allOptions(firmware),
    ...allKeys(firmware).flatMap(({ path, key }) => [path, key]),
    ...resourceKinds(),
    ...assertionNames(),
    ...lineNames(firmware),
    ...codeNames(),
    ...wordNames(firmware),
    ...chipNames(firmware),
    ...thingNames(),
  ]);
}

/** Every name, grouped: what `explain` without a name prints. */
export function allNames(firmware: FirmwareRegistry): {
  keys: readonly string[];
  steps: readonly string[];
  options: readonly string[];
  resources: readonly string[];
  assertions: readonly string[];
  lines: readonly string[];
  codes: readonly string[];
  words: readonly string[];
} {
  const keys = allKeys(firmware);
  const isOption = ({ path }: SchemaKey): boolean => OPTION_PREFIX.test(path);
  const isFirst = ({ section, firstSection }: SchemaKey): boolean => section === firstSection;
  return {
    keys: keys.filter((one) => !one.ofStep && !isOption(one) && isFirst(one)).map(({ path }) => path),
    steps: keys.filter(({ ofStep }) => ofStep).map(({ path }) => path),
    options: allOptions(firmware),
    resources: resourceNames(),
    assertions: assertionNames(),
    lines: [...new Set([...lineNames(firmware), ...lineMeanings(firmware).map((one) => one.name)])],
    codes: codeNames(),
    words: [...wordNames(firmware), ...thingNames()],
  };
}

/** Every name of an option. */
function allOptions(firmware: FirmwareRegistry): string[] {
  return [...new Set([...optionNames(firmware, 'sdkconfig'), ...optionNames(firmware, 'lwipopts')])];
}

function optionLines(firmware: FirmwareRegistry, { profiles, option, name }: OptionMeaning): string[] {
  const { kconfig, lwip, about, needs, source, withoutEffect } = option;
  const other = name === kconfig ? lwip?.name : kconfig?.name;
  return [
    name.name,
    `${INDENT}${about}`,
    `${INDENT}${typeWords(name.type)}${needs === undefined ? '' : `; needs ${needs}`}`,
    ...(other === undefined ? [] : [`${INDENT}the same as ${other}`]),
    ...(withoutEffect === undefined ? [] : [`${INDENT}changes nothing: ${withoutEffect}`]),
    `${INDENT}source: ${source}`,
    `${INDENT}${profilesText(firmware, profiles)}: default ${optionText(name.initial)}`,
  ];
}
