/** Kinds of values that the schema is made of, each with the words for what it expects. */

import * as z from 'zod';

/** Largest port of TCP and UDP. */
export const MAX_PORT = 65_535;
/** The harness's limit for a client's name. */
const MAX_NAME = 31;
const MAX_TEXT = 64 * 1024 * 1024;
/** Bytes that one step may generate. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
/** Largest value of a C `int`. */
export const INT_MAX = 2_147_483_647;

/**
 * Gives a schema that is nobody else's its text. `describe()` does it to a copy, as does every check that is added for
 * itself; there are hundreds of fields, made before every run.
 */
function described<S extends z.ZodType>(schema: S, description: string): S {
  z.globalRegistry.add(schema, { description });
  return schema;
}

/** A whole number within limits. */
export function int(min: number, max: number, description: string) {
  const error = () => `expected a whole number from ${String(min)} to ${String(max)}`;
  return described(z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error })), description);
}

/** true or false. */
export function flag(description: string) {
  return described(z.boolean({ error: () => 'expected true or false' }), description);
}

/** Any text. */
export function text(description: string, expected = 'expected text (in quotes)') {
  return described(z.string({ error: () => expected }).max(MAX_TEXT), description);
}

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  return described(z.enum(words), description);
}

/** A TCP or UDP port. */
export function port(description: string) {
  return int(1, MAX_PORT, description);
}

/** The 16 bits of a port field, whatever stands in them. */
export function portField(description: string) {
  return int(0, MAX_PORT, description);
}

/** A client's name. */
export function clientName(description: string) {
  const error = () =>
    `expected a name (1 to ${String(MAX_NAME)} characters of ASCII without blanks, # and *: expectations say tab1#2 and tab*)`;
  const isName = z.regex(/^[\x21-\x22\x24-\x29\x2b-\x7e]+$/, { error });
  return described(z.string({ error }).check(isName, z.maxLength(MAX_NAME, { error })), description);
}
