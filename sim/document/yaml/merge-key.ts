/** Merge keys: `<<: *defaults` in a map stands for the entries of another one that it does not have itself. */

/** The key, where it is not quoted. */
export const MERGE_KEY = '<<';

/** Puts the entries of a map, or of a list of maps of which earlier ones count first, into another map. False for anything else. */
export function mergeInto(map: Record<string, unknown>, merged: unknown): boolean {
  const maps: readonly unknown[] = Array.isArray(merged) ? merged : [merged];
  if (!maps.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))) return false;
  for (const one of maps as readonly Record<string, unknown>[]) {
    for (const [key, value] of Object.entries(one)) if (!Object.hasOwn(map, key)) map[key] = value;
  }
  return true;
}
