/** Importing a module of the user's. */

/**
 * Given to the bundle by sim/cli/start/bundle.ts: a script that V8 has not compiled but taken from a cache has no
 * `import()` of its own (Node 20: "A dynamic import callback was not specified").
 */
declare const __import: ((url: string) => Promise<unknown>) | undefined;

/** As `import(url)`. */
export function importModule(url: string): Promise<unknown> {
  return typeof __import === 'undefined' ? import(url) : __import(url);
}
