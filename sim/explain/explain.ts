/** What a key, an option, a resource, a line of a log or a code in it is: for `lwip-twin explain` and the REPL. */

import { scalarText } from '../document/value-text.js';
import { optionText, typeWords, type FirmwareRegistry } from '../document/firmware.js';
import { meaningsOf, optionNames, profilesText, type OptionMeaning } from '../language/options/option.js';
import { allKeys } from '../language/schema-walk.js';
import type { SchemaKey } from '../language/schema-walk.js';
import { assertionLines, assertionNames } from './assertions.js';
import { chipLines, chipNames } from './chips.js';
import { codeLines, codeNames, lineNames } from './codes-and-lines.js';
import { lineMeanings } from './lines/lines.js';
import { cureLines, textLines, wordLines, wordNames } from './lookup.js';
import { thingLines, thingNames } from './things.js';
import { nearest } from '../document/suggest.js';
import { resourceKinds, resourceLines, resourceNames } from './resources.js';

const OPTION_PREFIX = /^(?:device\.)?(?:sdkconfig|lwipopts)\./;
const HTTPD_SECTION = 'device.httpd.';
const HTTPD_SOURCE = 'components/esp_http_server/include/esp_http_server.h (HTTPD_DEFAULT_CONFIG)';
const INDENT = '  ';

/** Lines that explain a name; undefined when there is no such name. */
export function explain(firmware: FirmwareRegistry, name: string): string[] | undefined {
  const optionName = name.replace(OPTION_PREFIX, '');
  const options = (['sdkconfig', 'lwipopts'] as const).flatMap((map) => [
    ...meaningsOf(firmware, map, optionName),
    ...meaningsOf(firmware, map, `CONFIG_${optionName}`),
  ]);
  if (options.length > 0) return options.flatMap((one) => optionLines(firmware, one));
  const keys = keysNamed(firmware, name);
  const named = [
    ...thingLines(firmware, name),
    ...keys.flatMap((key) => keyLines(firmware, key)),
    ...resourceLines(name),
    ...assertionLines(name),
    ...wordLines(firmware, name),
    ...cureLines(name),
    ...chipLines(firmware, name),
  ];
  const found = [...(named.length > 0 ? named : textLines(firmware, name)), ...codeLines(name)];
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
  return {
    keys: keys.filter((one) => !one.ofStep && !isOption(one)).map(({ path }) => path),
    steps: keys.filter(({ ofStep }) => ofStep).map(({ path }) => path),
    options: allOptions(firmware),
    resources: resourceNames(),
    assertions: assertionNames(),
    lines: [...new Set([...lineNames(firmware), ...lineMeanings(firmware).map((one) => one.name)])],
    codes: codeNames(),
    words: [...wordNames(firmware), ...thingNames()],
  };
}

function keysNamed(firmware: FirmwareRegistry, name: string): SchemaKey[] {
  const keys = allKeys(firmware);
  const exact = keys.filter(({ path }) => path === name || path === `device.${name}`);
  if (exact.length > 0) return exact;
  const seen = new Set<string>();
  return keys.filter(({ key, description, ofStep }) => {
    if (key !== name) return false;
    // A key of many steps is explained once for each thing that it means.
    const meaning = ofStep ? description : '';
    if (ofStep && seen.has(meaning)) return false;
    seen.add(meaning);
    return true;
  });
}

function keyLines(firmware: FirmwareRegistry, { path, ofStep, section, description }: SchemaKey): string[] {
  const head = ofStep ? `${path} (of the step ${section})` : path;
  const source = path.startsWith(HTTPD_SECTION) ? [`${INDENT}source: ${HTTPD_SOURCE}`] : [];
  return [head, `${INDENT}${description}`, ...source, ...fieldLines(firmware, path)];
}

/** Where a field of httpd_config_t is not everywhere the same, or not everywhere. */
function fieldLines(firmware: FirmwareRegistry, path: string): string[] {
  if (!path.startsWith(HTTPD_SECTION)) return [];
  const field = path.slice(HTTPD_SECTION.length);
  const values = new Map<string, string[]>();
  for (const { name, httpd, lacks } of firmware.profiles) {
    if (httpd === undefined || !(field in httpd)) continue;
    const lack = lacks.find(({ key }) => Array.isArray(key) && key.join('.') === `httpd.${field}`);
    const text = lack === undefined ? `default ${scalarText(httpd[field])}` : `none: ${lack.why}`;
    values.set(text, [...(values.get(text) ?? []), name]);
  }
  return [...values].map(([text, profiles]) => `${INDENT}${profilesText(firmware, profiles)}: ${text}`);
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
