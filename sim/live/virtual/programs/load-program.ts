/** Loading the module of a real client: once for each client, so that clients share no variables. */

import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { importModule } from '../../import-module.js';
import type { ProgramContext } from './context.js';

const TYPESCRIPT: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts']);
const require = createRequire(import.meta.url);

/** What a module exports: a function that is called for each client. */
export type ProgramEntry = (context: ProgramContext) => unknown;

let loads = 0;

/** Loads it anew. */
export async function loadProgram(file: string): Promise<ProgramEntry> {
  const url = pathToFileURL(resolve(file));
  // A module of another name is another module, with variables of its own.
  url.search = `lwip-twin=${++loads}`;
  const module = (await (TYPESCRIPT.has(extname(file))
    ? importTypescript(url.href)
    : importModule(url.href))) as {
    readonly client?: unknown;
    readonly default?: unknown;
  };
  const entry = module.client ?? module.default;
  if (typeof entry !== 'function') throw new Error('exports no function client');
  return entry as ProgramEntry;
}

async function importTypescript(href: string): Promise<unknown> {
  if ('typescript' in process.features && Boolean(process.features.typescript)) return importModule(href);
  const { tsImport } = require('tsx/esm/api') as {
    tsImport(specifier: string, parent: string): Promise<unknown>;
  };
  return tsImport(href, import.meta.url);
}
