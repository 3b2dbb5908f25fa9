/** Names of limits as text, made and read here only: `sessions :80`, `recv mbox c1`, `heap`. */

import type { LimitName } from '../kernel/trace-records.js';
import { limitDefinitions } from './definition.js';
import './definitions.js';

/** `sessions :80`. */
export function limitText({ kind, of }: LimitName): string {
  return of === undefined ? kind : `${kind} ${of}`;
}

/** What stands behind the kind in names of a limit that each port has one of. */
export function ofPort(port: number): string {
  return `:${port}`;
}

/** The port of a port's limit; undefined for any other. */
export function portOf({ of }: LimitName): number | undefined {
  return of !== undefined && /^:\d+$/.test(of) ? Number(of.slice(1)) : undefined;
}

/**
 * Reads a text; undefined when it begins with no kind of `kinds` (all kinds of limits unless said). A kind that each
 * port or connection has one of may stand alone: it then means the only one that there is.
 */
export function parseLimitName(
  text: string,
  kinds: readonly string[] = limitDefinitions().map(({ kind }) => kind),
): LimitName | undefined {
  let found: LimitName | undefined;
  for (const kind of kinds) {
    if (found !== undefined && found.kind.length > kind.length) continue;
    if (text === kind) found = { kind };
    else if (text.startsWith(`${kind} `)) found = { kind, of: text.slice(kind.length + 1) };
  }
  return found;
}

/** Whether two names are of the same thing. */
export function isSameLimit(a: LimitName, b: LimitName): boolean {
  return a.kind === b.kind && a.of === b.of;
}

/** Whether `wanted` means `name`: itself, or, as a kind alone, any of that kind. */
export function isMeant(name: LimitName, wanted: LimitName): boolean {
  return name.kind === wanted.kind && (wanted.of === undefined || wanted.of === name.of);
}
