/** Which form of a union a value was meant to be. */

import * as z from 'zod';

import type { ValuePath } from '../../document/place.js';

type Issue = z.core.$ZodIssue;

/** The schema of a union that fits the value's kind; other schemas as they are. */
export function chosenOption(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodLazy) return chosenOption(schema.unwrap(), value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const key = schema.def.discriminator;
    const word =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    return schema.options.find((option) => wordsOf(option, key).includes(word));
  }
  const isList = Array.isArray(value);
  const options = schema.options.filter((option) =>
    isList ? option instanceof z.ZodArray : option instanceof z.ZodObject,
  );
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return options.find((o) => o instanceof z.ZodObject && keys.some((key) => key in o.shape)) ?? options[0];
}

/** The issues of the form that the value was meant to be, with their paths from the value. */
export function chosenIssues(issues: readonly (readonly Issue[])[], value: unknown): readonly Issue[] {
  const isMap = typeof value === 'object' && value !== null;
  const fit = issues.filter((branch) => {
    const first = branch[0];
    if (first === undefined || first.path.length > 0 || first.code === 'unrecognized_keys') return true;
    if (first.code === 'invalid_value') return typeof value === 'string';
    return first.code === 'custom' ? !isMap : first.code !== 'invalid_type' && !isMap;
  });
  return fit.toSorted((a, b) => unknownKeys(a) - unknownKeys(b))[0] ?? [];
}

/** Where an issue inside of a union stands. */
export function issuePath(outer: ValuePath, issue: Issue): ValuePath {
  return [...outer, ...issue.path];
}

function wordsOf(option: unknown, key: string): unknown[] {
  const field = option instanceof z.ZodObject ? (option.shape as Record<string, unknown>)[key] : undefined;
  return field instanceof z.ZodLiteral ? [...field.values] : [];
}

function unknownKeys(branch: readonly Issue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
}
