/** What `--set`, `--vary` and `matrix` name: a parameter, or a value of the scenario by its dotted path. */

import type { FirmwareRegistry } from '../../document/firmware.js';
import { perFirmware } from '../firmware.js';
import { allKeys } from '../schema-keys.js';
import { nearest } from '../../document/suggest.js';

/** A parameter, or a path from the top of the scenario. */
export type Target =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'path'; readonly path: readonly string[] };

/** Names may leave this out: `httpd.max_open_sockets` for `device.httpd.max_open_sockets`. */
const SHORTCUT = 'device';
/** A place in a list. */
const INDEX = /^\d+$/;

/** Every dotted path of the language, without those of steps; whether it leads through a list. */
const knownPaths = perFirmware(
  (firmware): ReadonlyMap<string, boolean> =>
    new Map(
      allKeys(firmware)
        .filter(({ ofStep }) => !ofStep)
        .map(({ path, inList }) => [path, inList]),
    ),
);

/** What a name stands for; undefined if nothing. `value` is the scenario, whose own keys and indices may be named too. */
export function findTarget(
  firmware: FirmwareRegistry,
  name: string,
  parameters: readonly string[],
  value: unknown,
): Target | undefined {
  if (parameters.includes(name)) return { kind: 'parameter', name };
  const path = throughGroup(name.split('.'), value);
  for (const whole of [path, [SHORTCUT, ...path]]) {
    const general = whole.filter((key) => !INDEX.test(key)).join('.');
    const inList = knownPaths(firmware).get(general);
    const isKnown =
      inList !== undefined &&
      (inList ? isMap(valueOf(whole.slice(0, -1), value)) : general === whole.join('.'));
    if (isKnown || stands(whole, value)) return { kind: 'path', path: whole };
  }
  return undefined;
}

/** Groups go by their names, too: `groups.tab.stack` is the group's, and `tab` alone its count. */
function throughGroup(path: readonly string[], value: unknown): readonly string[] {
  const [name, ...rest] = path[0] === 'groups' ? path.slice(1) : path;
  const index = groupNames(value).indexOf(name);
  if (index < 0) return path;
  if (path[0] === 'groups') return ['groups', String(index), ...rest];
  return rest.length === 0 ? ['groups', String(index), 'count'] : path;
}

function groupNames(value: unknown): readonly unknown[] {
  const groups = (value as { readonly groups?: unknown } | null | undefined)?.groups;
  if (!Array.isArray(groups)) return [];
  return (groups as readonly ({ readonly name?: unknown } | null)[]).map((group) => group?.name);
}

/** What may be meant by a name that stands for nothing. */
export function targetHint(
  firmware: FirmwareRegistry,
  name: string,
  parameters: readonly string[],
  value: unknown,
): string {
  const groups = groupNames(value).filter((one) => typeof one === 'string');
  const own = nearest(name, [...parameters, ...groups]);
  // One word can be a group, that is, how many clients it has.
  if (own === undefined && groups.length > 0 && !name.includes('.'))
    return `expected a parameter, a path, or a group: ${groups.join(', ')}`;
  const near = own ?? nearestPath(firmware, name);
  return near === undefined ? 'lwip-twin explain lists the paths' : `did you mean "${near}"?`;
}

/** A path that resembles a name. */
function nearestPath(firmware: FirmwareRegistry, name: string): string | undefined {
  const known = [...knownPaths(firmware)].flatMap(([path, inList]) => (inList ? [] : [path]));
  const paths = known.filter((path) => path.startsWith(`${SHORTCUT}.`));
  return nearest(name, [...paths.map((path) => path.slice(SHORTCUT.length + 1)), ...known]);
}

/** One text a target, the same for all its names. */
export function targetKey(target: Target): string {
  return target.kind === 'parameter' ? `$(${target.name})` : target.path.join('.');
}

function stands(path: readonly string[], value: unknown): boolean {
  return valueOf(path, value) !== undefined;
}

/** What stands at a path; undefined for nothing, and for what no number of a list is. */
function valueOf(path: readonly string[], value: unknown): unknown {
  return path.reduce<unknown>((here, key) => {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    return Array.isArray(here) && !INDEX.test(key) ? undefined : (here as Record<string, unknown>)[key];
  }, value);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
