/** What a key, an option or a resource is: for `lwip-twin explain` and the REPL. */

import { KCONFIG_OPTIONS } from '../language/device/schema-device.js';
import { LWIP_OPTIONS } from '../language/options/lwipopts.js';
import { typeWords } from '../language/options/option.js';
import type { OptionEntry } from '../language/options/option.js';
import { PROFILE_NAMES } from '../language/device/profiles.js';
import type { ProfileName } from '../language/device/profiles.js';
import { allKeys } from '../language/schema-walk.js';
import type { SchemaKey } from '../language/schema-walk.js';
import { nearest } from '../document/suggest.js';
import { initialValue } from './option-values.js';
import { resourceKinds, resourceLines, resourceNames } from './resources.js';

const OPTIONS: readonly OptionEntry[] = [...KCONFIG_OPTIONS, ...LWIP_OPTIONS];
const OPTION_PREFIX = /^(?:device\.)?(?:sdkconfig|lwipopts)\./;
const HTTPD_SECTION = 'device.httpd.';
const HTTPD_SOURCE = 'components/esp_http_server/include/esp_http_server.h (HTTPD_DEFAULT_CONFIG)';
const INDENT = '  ';

/** Lines that explain a name; undefined when there is no such name. */
export function explain(name: string): string[] | undefined {
  const optionName = name.replace(OPTION_PREFIX, '');
  const options = OPTIONS.filter((one) => one.name === optionName || one.name === `CONFIG_${optionName}`);
  if (options.length > 0) return optionLines(options);
  const keys = keysNamed(name);
  const lines = [...keys.flatMap(keyLines), ...resourceLines(name)];
  return lines.length > 0 ? lines : undefined;
}

/** The name that resembles another one. */
export function nearestName(name: string): string | undefined {
  return nearest(name, [
    ...OPTIONS.map((one) => one.name),
    ...allKeys().flatMap(({ path, key }) => [path, key]),
    ...resourceKinds(),
  ]);
}

/** Every name, grouped: what `explain` without a name prints. */
export function allNames(): {
  keys: readonly string[];
  steps: readonly string[];
  options: readonly string[];
  resources: readonly string[];
} {
  const keys = allKeys();
  const isOption = ({ path }: SchemaKey): boolean => OPTION_PREFIX.test(path);
  return {
    keys: keys.filter((one) => !one.ofStep && !isOption(one)).map(({ path }) => path),
    steps: keys.filter(({ ofStep }) => ofStep).map(({ path }) => path),
    options: [...new Set(OPTIONS.map((one) => one.name))],
    resources: resourceNames(),
  };
}

function keysNamed(name: string): SchemaKey[] {
  const keys = allKeys();
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

function keyLines({ path, ofStep, section, description }: SchemaKey): string[] {
  const head = ofStep ? `${path} (of the step ${section})` : path;
  const values = PROFILE_NAMES.flatMap((profile) => valueLine(path, profile));
  const source = path.startsWith(HTTPD_SECTION) ? [`${INDENT}source: ${HTTPD_SOURCE}`] : [];
  return [head, `${INDENT}${description}`, ...source, ...values];
}

function optionLines(options: readonly OptionEntry[]): string[] {
  return options.flatMap((option) => [
    option.name,
    `${INDENT}${option.about}`,
    `${INDENT}${typeWords(option.type)}${option.needs === undefined ? '' : `; needs ${option.needs}`}`,
    `${INDENT}source: ${option.source}`,
    ...option.profiles.map((profile) => defaultLine(option, profile)),
  ]);
}

/** The model's own value where it has one, else what the table says. */
function defaultLine(option: OptionEntry, profile: ProfileName): string {
  return valueLine(option.name, profile)[0] ?? `${INDENT}${profile}: default ${option.initial}`;
}

function valueLine(name: string, profile: ProfileName): string[] {
  const value = initialValue(name, profile);
  return value === undefined ? [] : [`${INDENT}${profile}: default ${value}`];
}
