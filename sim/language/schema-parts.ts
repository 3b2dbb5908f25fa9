/** Schemas made from registries: one entry a concept, types by the registry's names. */

import * as z from 'zod';

/** The same names with other values. */
export function mapEntries<K extends string, V, W>(
  map: Readonly<Record<K, V>>,
  change: (value: V, key: K) => W,
): Readonly<Record<K, W>> {
  const entries = (Object.entries(map) as [K, V][]).map(([key, value]) => [key, change(value, key)] as const);
  return Object.fromEntries(entries) as Record<K, W>;
}

/** A union of maps that a word tells apart; `W` is what they have in common. */
export function discriminated<W>(key: string, options: readonly z.ZodObject[]): z.ZodType<W> {
  return z.discriminatedUnion(key, options as [z.ZodObject, ...z.ZodObject[]]) as unknown as z.ZodType<W>;
}
