/**
 * What V8 has compiled, kept in a file for the next start.
 *
 * V8 takes such a file at its word (a wrong byte ends the process), so it comes from nowhere but a folder that is the
 * user's alone, and with a checksum. Whatever is in the way (no home, a read-only disk, somebody else's folder) means: no
 * cache, and no word about it.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Node's own name for a start without such caches. */
const OFF = 'NODE_DISABLE_COMPILE_CACHE';
const FOLDER = 'lwip-twin';
/** Files of this module: others in the folder are not its to remove. */
const EXTENSION = '.v8';
/** A file for each command, for a few versions of Node and of this package; the largest have 3 MB. */
const MOST_FILES = 32;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS_MAY_WRITE = 0o022;
/** Length and checksum, 32 bits each, stand before the code. */
const HEADER_BYTES = 8;
const CHECKSUM_AT = 4;
const MOST_BYTES = 64 * 1024 * 1024;
/** Keeping it costs a short command as much again as it has saved: not often. */
const RENEW_AFTER_MS = 60 * 60 * 1000;
const PARTIAL = '.tmp';
/** Windows has no such flag. */
const NO_LINK = (constants.O_NOFOLLOW as number | undefined) ?? 0;

/** The variables that say where the user's caches are. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The file for code of this name; undefined where there is no place for it. */
export function cacheFile(name: string, env: Environment): string | undefined {
  if (env[OFF] !== undefined && env[OFF] !== '') return undefined;
  const { XDG_CACHE_HOME: given = '', HOME: home = '', LOCALAPPDATA: local = '' } = env;
  const caches = [given, ...(isAbsolute(home) ? [join(home, '.cache')] : []), local].find(isAbsolute);
  return caches === undefined ? undefined : join(caches, FOLDER, `${name}${EXTENSION}`);
}

/** Code that was kept. */
export interface KeptCode {
  readonly code: Buffer;
  /** How long ago it was written. */
  readonly ageMs: number;
}

/** Whether it is time to keep the code once more: it has grown by what later starts called. */
export function isDue({ ageMs }: KeptCode): boolean {
  return ageMs > RENEW_AFTER_MS;
}

/** The code in such a file; undefined where it is not there, is damaged, or may be somebody else's work. */
export function readCode(file: string): KeptCode | undefined {
  try {
    if (!isOurs(lstatSync(join(file, '..')))) return undefined;
    const fd = openSync(file, constants.O_RDONLY | NO_LINK);
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile() || !isOurs(stats) || stats.size > MOST_BYTES) return undefined;
      const bytes = Buffer.allocUnsafeSlow(stats.size);
      if (readSync(fd, bytes, 0, bytes.length, 0) !== bytes.length) return undefined;
      const code = bytes.subarray(HEADER_BYTES);
      const isWhole =
        bytes.readUInt32LE(0) === code.length && bytes.readUInt32LE(CHECKSUM_AT) === crc32(code);
      return isWhole ? { code, ageMs: Date.now() - stats.mtimeMs } : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Keeps code for the next start, whole or not at all. */
export function writeCode(file: string, code: Buffer): void {
  const folder = join(file, '..');
  // Threads have the number of their process.
  const partial = `${file}.${process.pid}.${process.hrtime.bigint()}${PARTIAL}`;
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (!isOurs(lstatSync(folder))) return;
  } catch {
    return;
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(code.length, 0);
    header.writeUInt32LE(crc32(code), CHECKSUM_AT);
    writeFileSync(partial, Buffer.concat([header, code]), { mode: PRIVATE_FILE, flag: 'wx' });
    renameSync(partial, file);
    removeOldest(folder);
  } catch {
    remove(partial);
  }
}

/** Keeps the newest files; what an interrupted start has left goes, too. */
function removeOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION) || name.endsWith(PARTIAL))
    .map((name) => join(folder, name));
  if (files.length <= MOST_FILES) return;
  const age = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const byAge = files.map((file) => ({ file, at: age(file) })).sort((a, b) => b.at - a.at);
  for (const { file } of byAge.slice(MOST_FILES)) remove(file);
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is for a later start to try.
  }
}

/** Nobody else may have written it. Where there are no users (Windows), the folder of the profile is the user's. */
function isOurs({ uid, mode }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & OTHERS_MAY_WRITE) === 0);
}
