/** What the scenario language knows about a build option of a device. */

import * as z from 'zod';

import type { ProfileName } from '../device/profiles.js';

/** A whole number with its limits, as Kconfig's `range` or the C type gives them. */
export interface IntOption {
  readonly kind: 'int';
  readonly min: number;
  readonly max: number;
  /** The only values that the model honours, ascending; all in between unless given. */
  readonly only?: readonly number[];
}

/** A switch: `true` or y, `false` or n, in lwipopts.h also 1 and 0. */
export interface BoolOption {
  readonly kind: 'bool';
}

/** One option on the profiles that have it; the same name may stand for different limits on others. */
export interface OptionEntry {
  readonly name: string;
  readonly profiles: readonly ProfileName[];
  readonly type: IntOption | BoolOption;
  /** The value that the firmware has without it, as its sources write it. */
  readonly initial: string;
  readonly about: string;
  /** File of the firmware that defines it. */
  readonly source: string;
  /** An option without which this one can't be switched on. */
  readonly needs?: string;
}

/** An option's value as scenarios hold it. */
export type OptionValue = number | boolean;

/** Checked options by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

const BOOL_WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['y', true],
  ['n', false],
]);
const BOOL_BITS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [1, true],
  [0, false],
]);

/** The schema of a map of options: every name of the table, each optional. Limits depend on the profile, see check-device. */
export function optionMap(table: readonly OptionEntry[], description: string) {
  const shape: Record<string, z.ZodOptional<z.ZodType<OptionValue>>> = {};
  for (const name of new Set(table.map((entry) => entry.name))) {
    shape[name] = optionSchema(table.filter((entry) => entry.name === name)).optional();
  }
  return z.strictObject(shape, { error: () => 'expected a map of options' }).describe(description);
}

function optionSchema(entries: readonly OptionEntry[]): z.ZodType<OptionValue> {
  const about = entries
    .map(
      (e) => `${e.about} (${e.profiles.join(', ')}; ${typeWords(e.type)}; default ${e.initial}; ${e.source})`,
    )
    .join('\n');
  const first = entries[0]?.type;
  if (first?.kind === 'int') return z.int({ error: () => `expected ${typeWords(first)}` }).describe(about);
  const union = z.union([z.boolean(), z.enum(['y', 'n']), z.literal([0, 1])], {
    error: () => 'expected true or false',
  });
  return union
    .transform((value): boolean => BOOL_WORDS.get(value) ?? BOOL_BITS.get(value) ?? value === true)
    .describe(about);
}

/** `a whole number from 1 to 253`, or the numbers themselves. */
export function typeWords(type: IntOption | BoolOption): string {
  if (type.kind === 'bool') return 'true or false';
  if (type.only !== undefined) return `one of ${type.only.join(', ')}`;
  return `a whole number from ${String(type.min)} to ${String(type.max)}`;
}

/** Is a number one that an option takes? */
export function takes({ min, max, only }: IntOption, value: number): boolean {
  return only === undefined ? value >= min && value <= max : only.includes(value);
}

/** Shorthand for tables. */
export function whole(min: number, max: number): IntOption {
  return { kind: 'int', min, max };
}

/** Shorthand for tables. */
export const SWITCH: BoolOption = { kind: 'bool' };
