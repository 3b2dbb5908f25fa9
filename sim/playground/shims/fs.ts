/** Files for the simulator in a browser: the scenario library, in memory. Stands for node:fs in the playground's bundle. */

import { LIBRARY } from 'lwip-twin:library';

/** Folder of the library, and of what is written in the editor. */
export const FOLDER = 'scenarios/';

interface OpenFile {
  readonly bytes: Uint8Array;
  at: number;
}

export const constants = { O_RDONLY: 0, O_NONBLOCK: 0 };

const open = new Map<number, OpenFile>();
let lastFd = 2;

function contentOf(path: string): string {
  const name = path.replace(/^\.?\//, '');
  const text = name.startsWith(FOLDER) ? LIBRARY[name.slice(FOLDER.length)] : undefined;
  if (text !== undefined) return text;
  throw Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: 'ENOENT' });
}

export function openSync(path: string): number {
  open.set(++lastFd, { bytes: new TextEncoder().encode(contentOf(path)), at: 0 });
  return lastFd;
}

export function closeSync(fd: number): void {
  open.delete(fd);
}

export function fstatSync(fd: number): object {
  const { bytes } = open.get(fd)!;
  return { size: bytes.length, isFile: () => true, isDirectory: () => false };
}

export function readSync(fd: number, buffer: Uint8Array, offset = 0, length = buffer.length): number {
  const file = open.get(fd)!;
  const piece = file.bytes.subarray(file.at, file.at + length);
  buffer.set(piece, offset);
  file.at += piece.length;
  return piece.length;
}

export function readFileSync(path: string): string {
  return contentOf(path);
}

export function existsSync(path: string): boolean {
  return statSync(path) !== undefined;
}

export function statSync(path: string): { isFile(): boolean } | undefined {
  try {
    contentOf(path);
    return { isFile: () => true };
  } catch {
    return undefined;
  }
}

export function realpathSync(path: string): string {
  return path;
}
