/** Changes as people write them: in a scenario, in sdkconfig, in C. */

import { scalarText } from '../document/value-text.js';
import { isAbsolute, relative, resolve } from 'node:path';

import { optionText, type OptionValue } from '../document/firmware.js';
import { isMapValue } from '../document/origin.js';
import type { Change } from './change.js';
import { menuOf } from './menuconfig.js';

type MapValue = Readonly<Record<string, unknown>>;

const HTTPD = 'device.httpd.';
const SDKCONFIG = 'device.sdkconfig.';
const LWIPOPTS = 'device.lwipopts.';
const PLAIN = /^[A-Za-z_./][\w./-]*$/;
const YAML_WORDS: ReadonlySet<string> = new Set([
  'y',
  'n',
  'yes',
  'no',
  'on',
  'off',
  'true',
  'false',
  'null',
]);

/** The changes for `--set`. */
export function setArguments(changes: readonly Change[]): string[] {
  return changes.map(({ path, value }) => {
    const short = path.replace(/^device\./, '');
    const text = typeof value === 'object' ? JSON.stringify(value) : flow(value);
    return `${short}=${text}`;
  });
}

/** Lines of `sdkconfig`, each with its place in menuconfig. */
export function sdkconfigLines(changes: readonly Change[]): string[] {
  return changes
    .filter(({ path }) => path.startsWith(SDKCONFIG))
    .map(({ path, value }) => {
      const name = path.slice(SDKCONFIG.length);
      const menu = menuOf(name);
      const line = `${name}=${optionText(value as OptionValue)}`;
      return menu === undefined ? line : `${line}  (menuconfig: ${menu})`;
    });
}

/** Lines of C: fields of the server's configuration, definitions in lwipopts.h. */
export function cLines(changes: readonly Change[]): string[] {
  return changes.flatMap(({ path, value }) => {
    if (path.startsWith(HTTPD)) return [`config.${path.slice(HTTPD.length)} = ${scalarText(value)};`];
    if (path.startsWith(LWIPOPTS)) {
      return [`#define ${path.slice(LWIPOPTS.length)} ${Number(value)}  /* lwipopts.h */`];
    }
    return [];
  });
}

/** The part of a scenario that has these changes; lists are those of `written` with what is changed in them. */
export function overlayOf(written: MapValue, changes: readonly Change[]): MapValue {
  let overlay: MapValue = {};
  for (const { path, value } of changes) {
    overlay = putAt(overlay, written, path.split('.'), value) as MapValue;
  }
  return overlay;
}

/** A list is replaced by the next file, not merged: what is put into one that is written needs all of it. */
function putAt(tree: unknown, written: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const list = tree === undefined ? written : tree;
  if (Array.isArray(list)) {
    const items = [...(list as unknown[])];
    const item = items[Number(key)];
    items[Number(key)] = putAt(item, item, rest, value);
    return items;
  }
  const map = isMapValue(tree) ? tree : {};
  return { ...map, [key]: putAt(map[key], isMapValue(written) ? written[key] : undefined, rest, value) };
}

/** YAML of a part of a scenario: two levels of lines, what is deeper in braces. */
export function yamlLines(overlay: MapValue): string[] {
  return Object.entries(overlay).flatMap(([key, value]) => {
    if (Array.isArray(value)) return [`${key}:`, ...value.map((one) => `  - ${flow(one)}`)];
    if (!isMapValue(value)) return [`${key}: ${flow(value)}`];
    return [`${key}:`, ...Object.entries(value).map(([name, inner]) => `  ${name}: ${flow(inner)}`)];
  });
}

/** A value on one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isMapValue(value)) {
    const entries = Object.entries(value);
    return entries.length === 0
      ? '{}'
      : `{ ${entries.map(([key, one]) => `${flow(key)}: ${flow(one)}`).join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return PLAIN.test(value) && !YAML_WORDS.has(value.toLowerCase()) ? value : JSON.stringify(value);
}

/** Paths of programs from the file that is written. */
export function movedPaths(value: unknown, beside: string): unknown {
  if (Array.isArray(value)) return value.map((one) => movedPaths(one, beside));
  return typeof value === 'string' && isAbsolute(value) ? relativeTo(value, beside) : value;
}

/** A file as it is named in a file of a folder. */
export function relativeTo(file: string, folder: string): string {
  const path = relative(resolve(folder), resolve(file)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}
