/** Keys of the scenario language, each with the places where it stands, for `explain`. */

import { listed } from '../document/suggest.js';
import { scalarText } from '../document/value-text.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { profilesText } from '../language/options/option.js';
import { allKeys, type SchemaKey } from '../language/schema-keys.js';

/** The value of a setting in the scenario at hand, by its path; undefined where it has none. */
export type SettingOf = (path: readonly string[]) => unknown;

const HTTPD_SECTION = 'device.httpd.';
const HTTPD_SOURCE = 'components/esp_http_server/include/esp_http_server.h (HTTPD_DEFAULT_CONFIG)';
const INDENT = '  ';
const FEWEST_FOR_STAR = 3;

/** The keys that a name means, by path or alone, the nearest to the top first; those of one meaning together. */
export function keysNamed(firmware: FirmwareRegistry, written: string): SchemaKey[][] {
  const keys = allKeys(firmware);
  // A place in a list, as in `handlers.0.do`, has the keys of the list.
  const name = written.replace(/\.\d+(?=\.|$)/g, '');
  const exact = keys.filter(({ path }) => path === name || path === `device.${name}`);
  const alone = name.includes('.') ? [] : keys.filter(({ key, isWord }) => key === name && !isWord);
  const found = new Set([...exact, ...alone]);
  const meanings = new Map<string, SchemaKey[]>();
  for (const key of found) meanings.set(key.description, [...(meanings.get(key.description) ?? []), key]);
  return [...meanings.values()];
}

/** Lines about keys of one meaning: what it is, and where it stands. */
export function keyLines(
  firmware: FirmwareRegistry,
  keys: readonly SchemaKey[],
  settingOf?: SettingOf,
): string[] {
  const [first, ...others] = keys;
  if (first === undefined) return [];
  const { path, description } = first;
  const also = withStars(firmware, others.map(placeText)).join(', ');
  return [
    placeText(first),
    ...description.split('\n').map((line) => INDENT + line),
    ...insideLines(firmware, first),
    ...(also === '' ? [] : [`${INDENT}also ${also}`]),
    ...(path.startsWith(HTTPD_SECTION) ? [`${INDENT}source: ${HTTPD_SOURCE}`] : []),
    ...fieldLines(firmware, path),
    ...keys.flatMap((key) => settingLines(key, settingOf)),
  ];
}

/** Paths, `device.handlers.on.*.send` for those of all callbacks. */
function withStars(firmware: FirmwareRegistry, paths: readonly string[]): string[] {
  const left = new Set(paths);
  for (const path of paths) {
    const names = path.split('.');
    for (let i = 1; i < names.length && left.has(path); i++) {
      const start = names.slice(0, i).join('.');
      const end = names.slice(i + 1).map((name) => `.${name}`);
      const siblings = allKeys(firmware).filter(({ section }) => section === start);
      const all = siblings.map(({ key }) => `${start}.${key}${end.join('')}`);
      if (all.length < FEWEST_FOR_STAR || !all.every((one) => left.has(one))) continue;
      for (const one of all) left.delete(one);
      left.add(`${start}.*${end.join('')}`);
    }
  }
  return [...left];
}

/** The words that a key tells maps apart by: what stands after `do` and `device` in steps. */
export function stepWords(firmware: FirmwareRegistry, name: string): string[] {
  const words = allKeys(firmware).filter(({ key, isWord }) => key === name && isWord);
  const list = [...new Set(words.map(({ section }) => section.replace(/^.*\./, '')))];
  return list.length === 0
    ? []
    : [`${name} (the word of a step: explain one of them)`, `${INDENT}${list.join(', ')}`];
}

/** The keys of the map that stands under a key. */
function insideLines(firmware: FirmwareRegistry, { path }: SchemaKey): string[] {
  const inside = allKeys(firmware).filter(({ section }) => section === path);
  return inside.length === 0 ? [] : [`${INDENT}keys: ${listed(inside.map(({ key }) => key))}`];
}

function placeText({ path, section, ofStep }: SchemaKey): string {
  return ofStep ? `${path} (of the step ${section})` : path;
}

function settingLines({ path, inList, ofStep }: SchemaKey, settingOf?: SettingOf): string[] {
  const value = inList || ofStep ? undefined : settingOf?.(path.split('.'));
  if (value === undefined || typeof value === 'object') return [];
  return [`${INDENT}in this scenario: ${JSON.stringify(value)}`];
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
