/**
 * The way into the bundle, for the command, its threads and the public faces: all of them share one script, so that a
 * class is the same class for everybody in a process.
 *
 * The script is large, and compiling it takes most of a short command's time: what V8 has made of it is kept in the
 * user's cache (code-cache.ts), one file for each kind of work, which has the functions that such work called.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext, Script } from 'node:vm';
import { crc32 } from 'node:zlib';

import { cacheFile, isDue, readCode, writeCode } from './code-cache.js';
import { lazily } from './lazy-builtins.js';

/** Entries of the bundle by the names that esbuild.command.js gives them; each runs its module when it is first called. */
export type Bundle = Readonly<Record<string, () => Readonly<Record<string, unknown>>>>;

type Wrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: { readonly exports: object },
  file: string,
  folder: string,
  importModule: (url: string) => Promise<unknown>,
) => void;

/** Put in by esbuild.command.js: where the bundle is from here, and part of its text's digest. */
declare const BUNDLE_FILE: string;
declare const BUNDLE_ID: string;

/** Exit statuses from here on (bad input) tell of work that was not done. */
const NOT_DONE = 2;
const HEX = 16;
/** What a kind of work is called, as a part of a file's name. */
const PLAIN_WORD = /^[a-z][a-z-]{0,19}$/;

/** The bundle beside this file. `work`: what will be done with it, as a word; any other text has no cache of its own. */
export function bundle(work: string): Bundle {
  const file = fileURLToPath(new URL(BUNDLE_FILE, import.meta.url));
  const require = createRequire(file);
  const loaded = require.cache[file] as { readonly exports: Bundle } | undefined;
  if (loaded !== undefined) return loaded.exports;
  // In a realm of its own (vitest's vmThreads) it is for that realm's own require to load it.
  if (runInThisContext('globalThis') !== globalThis) return require(file) as Bundle;
  return load(file, require, PLAIN_WORD.test(work) ? cacheFile(nameOf(work, file), process.env) : undefined);
}

/** Kept code names the file that it was compiled from, in stacks above all: the place counts, too. */
function nameOf(work: string, file: string): string {
  return `${BUNDLE_ID}-${crc32(file).toString(HEX)}-${process.version}-${process.arch}-${work}`;
}

function load(file: string, require: NodeJS.Require, cache: string | undefined): Bundle {
  const cached = cache === undefined ? undefined : readCode(cache);
  // All ASCII: the bundler writes other characters as escapes.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cached === undefined ? {} : { cachedData: cached.code }),
  });
  const known = script.cachedDataRejected === true ? undefined : cached;
  if (cache !== undefined && (known === undefined || isDue(known)))
    process.once('exit', (status) => {
      if (status < NOT_DONE) writeCode(cache, script.createCachedData());
    });
  const module = { exports: {} as Bundle, id: file, filename: file, loaded: true, children: [], paths: [] };
  // Whoever requires the file gets what is here.
  require.cache[file] = module as unknown as NodeJS.Module;
  (script.runInThisContext() as Wrapper)(
    module.exports,
    lazily(require),
    module,
    file,
    dirname(file),
    (url) => import(url),
  );
  return module.exports;
}
