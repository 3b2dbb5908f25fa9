/**
 * Schemas that are made when there is something to check: the language has hundreds of fields, a scenario a few, and
 * making one costs as much as checking a hundred values.
 */

import * as z from 'zod';

/**
 * For a value that is the only one of its kind: the parser that zod writes and compiles for a schema pays when it is called
 * again and again, and takes half the time of a check when it is called once.
 */
export const ONCE = { jitless: true } as const;

/** What is said of a map, besides its fields. */
interface MapTerms {
  /** What anything but a map is told. */
  readonly error?: () => string;
  /** The key and the word under it that tell it from its like, known before its fields are made. */
  readonly word?: readonly [key: string, word: string];
}

/** A schema that is made when a value is there for it. What may be missing is said outside: `later(…).optional()`. */
export function later<S extends z.ZodType>(make: () => S): z.ZodLazy<S> {
  const schema = z.lazy(make);
  // Maps ask every field beforehand whether it may be missing; the answer must not need the schema.
  schema._zod.optin = undefined;
  schema._zod.optout = undefined;
  return schema;
}

/** A strict map whose fields are made when it is first used. */
export function laterMap<F extends z.ZodRawShape>(
  make: () => F,
  description: string,
  { error, word }: MapTerms = {},
): z.ZodObject<F, z.core.$strict> {
  const shape = once(make);
  const schema = new z.ZodObject({
    type: 'object',
    get shape() {
      return shape();
    },
    catchall: z.never(),
    ...(error === undefined ? {} : { error }),
  }) as unknown as z.ZodObject<F, z.core.$strict>;
  z.globalRegistry.add(schema, { description });
  if (word !== undefined) schema._zod.propValues = { [word[0]]: new Set([word[1]]) };
  return schema;
}

/** Calls a function once, when its result is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
