/**
 * Checks by a schema without what it takes to say what is wrong: a long timeline is right nearly always, and zod makes
 * a dozen objects for each of its steps.
 *
 * The kinds of values that steps are made of are checked here, by what their schemas say of themselves; every other kind
 * is left to zod. What is accepted, and what becomes of it, is the same (test/language/check-steps.test.ts).
 */

import type * as z from 'zod';

/** The outcome of a check that failed. */
export const REFUSED = Symbol('refused');

/** Checks a value: what zod makes of it, or {@link REFUSED}. */
export type QuickCheck = (value: unknown) => unknown;

type Check = NonNullable<z.core.$ZodTypeDef['checks']>[number];

/** A check by a schema that has no asynchronous part. */
export function quickCheck(schema: z.core.$ZodType): QuickCheck {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return textCheck(def.checks) ?? byZod(schema);
    case 'number':
      return numberCheck(def) ?? byZod(schema);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : REFUSED);
    case 'literal':
    case 'enum': {
      const { values } = schema._zod;
      return (value) => (values?.has(value as string) === true ? value : REFUSED);
    }
    case 'optional': {
      const check = quickCheck(def.innerType);
      return (value) => (value === undefined ? undefined : check(value));
    }
    case 'pipe':
      return isType(def.in, 'unknown') ? byZod(def.out) : byZod(schema);
    case 'object':
      return def.catchall !== undefined && isType(def.catchall, 'never') && def.checks === undefined
        ? mapCheck(def.shape)
        : byZod(schema);
    default:
      return byZod(schema);
  }
}

function isType(schema: z.core.$ZodType, type: z.core.$ZodTypeDef['type']): boolean {
  return schema._zod.def.type === type;
}

function byZod(schema: z.core.$ZodType): QuickCheck {
  return (value) => {
    const result = schema._zod.run({ value, issues: [] }, { async: false });
    if (result instanceof Promise) throw new TypeError('a schema with an asynchronous part');
    return result.issues.length > 0 ? REFUSED : result.value;
  };
}

/** Undefined if a check is of a kind that is not known here. */
function textCheck(checks: readonly Check[] = []): QuickCheck | undefined {
  let longest = Number.POSITIVE_INFINITY;
  const patterns: RegExp[] = [];
  for (const check of checks) {
    const { def } = (check as z.core.$ZodChecks)._zod;
    if (def.check === 'max_length') longest = Math.min(longest, def.maximum);
    else if (def.check === 'string_format' && def.format === 'regex' && def.pattern !== undefined)
      patterns.push(def.pattern);
    else return undefined;
  }
  return (value) => {
    if (typeof value !== 'string' || value.length > longest) return REFUSED;
    for (const pattern of patterns) if (!pattern.test(value)) return REFUSED;
    return value;
  };
}

function numberCheck({
  format,
  checks = [],
}: {
  readonly format?: string;
  readonly checks?: readonly Check[];
}): QuickCheck | undefined {
  if (format !== 'safeint') return undefined;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const check of checks) {
    const { def } = (check as z.core.$ZodChecks)._zod;
    if (def.check === 'greater_than' && def.inclusive) least = Math.max(least, Number(def.value));
    else if (def.check === 'less_than' && def.inclusive) most = Math.min(most, Number(def.value));
    else return undefined;
  }
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most ? value : REFUSED;
}

/** A map of these keys and no others. */
function mapCheck(shape: Readonly<Record<string, z.core.$ZodType>>): QuickCheck {
  const fields = Object.entries(shape).map(([key, schema]) => ({ key, check: quickCheck(schema) }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return REFUSED;
    const map = value as Readonly<Record<string, unknown>>;
    // Most values stay as they are: a copy is cheaper than key after key.
    let out = map as Record<string, unknown>;
    let known = 0;
    for (const { key, check } of fields) {
      const written = map[key];
      const read = check(written);
      if (read === REFUSED) return REFUSED;
      if (written !== undefined) known++;
      if (read === written) continue;
      if (out === map) out = { ...map };
      out[key] = read;
    }
    return Object.keys(map).length === known ? out : REFUSED;
  };
}
