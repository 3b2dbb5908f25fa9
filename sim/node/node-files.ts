/** Files and modules as Node has them: what scenarios of the command are read with. */

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import type { Files, ScenarioModules } from '../document/files.js';
import type { SourceText } from '../document/place.js';
import { readSource } from '../document/source.js';
import { moduleError } from './module-error.js';
import { mayRunModules, whyNotRead } from './reading-limits.js';

const MEBIBYTE = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const require = createRequire(import.meta.url);

/** The files of this machine, within the limits of `--root` and `--no-modules`. */
export const NODE_FILES: Files = {
  read: readBounded,
  whyNotRead,
  realName,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  beside: (file, name) => (isAbsolute(name) ? name : join(dirname(file), name)),
  get modules() {
    return mayRunModules() ? NODE_MODULES : undefined;
  },
};

const load = (file: string): unknown => require(resolve(file)) as unknown;

/** Node loads JavaScript itself; TypeScript too where it strips types (22.18 and later), others need the package `tsx`. */
const NODE_MODULES: ScenarioModules = {
  load,
  get loadTypeScript() {
    if ('typescript' in process.features && Boolean(process.features.typescript)) return load;
    try {
      const tsx = require('tsx/cjs/api') as { require(id: string, from: string): unknown };
      return (file: string): unknown => tsx.require(resolve(file), import.meta.url);
    } catch {
      return undefined;
    }
  },
  placed: moduleError,
};

/** Reads a file of this machine; throws `ScenarioError`. */
export function readFile(path: string): SourceText {
  return readSource(NODE_FILES, path);
}

/** Reads at most `limit` bytes, so that a growing file ends too. */
function readBounded(path: string, limit: number): Uint8Array {
  // A pipe that nobody writes to must not make us wait.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    if (!stats.isFile()) throw new Error('a pipe or a device, not a file');
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < limit) {
      const chunk = Buffer.allocUnsafe(Math.min(total === 0 ? CHUNK_BYTES : MEBIBYTE, limit - total));
      const count = readSync(fd, chunk, 0, chunk.length, null);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
    return Buffer.concat(chunks, total);
  } finally {
    closeSync(fd);
  }
}

function realName(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}
