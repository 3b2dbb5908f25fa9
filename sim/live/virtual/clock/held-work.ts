/**
 * Work that Node does in threads: virtual time stands still until it is done, since it takes none.
 *
 * Jobs run one at a time, so that they end in the order in which they began, however busy the machine is: files
 * (single calls of node:fs, all of node:fs/promises), zlib, the slow functions of node:crypto, WebCrypto, WebAssembly's
 * compiler. What is not gated so, but seen by Node itself, holds time too: name look-ups, copying and removing trees.
 * Absent: worker threads, child processes, sockets to the outside: a program holds the promise by hand. A file that
 * never answers (a FIFO) holds everything, until the run says so.
 */

import { scalarText } from '../../../document/value-text.js';
import crypto from 'node:crypto';
import type { EventEmitter } from 'node:events';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import zlib from 'node:zlib';

import { currentWorld } from './world.js';

/** Names that `process.getActiveResourcesInfo` gives to work in threads. */
const IN_THREADS: ReadonlySet<string> = new Set([
  'FSReqCallback',
  'FSReqPromise',
  'CloseReq',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
  'QueryReqWrap',
]);

/** What Node's threads are at now, in Node's words. */
export function workInThreads(): string[] {
  return process.getActiveResourcesInfo().filter((name) => IN_THREADS.has(name));
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Functions = Record<string, AnyFunction>;

/** Functions of node:fs that are one job each; others are made of these. */
const FILE_JOBS =
  'access chmod chown close copyFile fdatasync fstat fsync ftruncate link lstat mkdir mkdtemp open read readFile readdir readlink readv rename rmdir stat symlink unlink utimes write writev';
/** The same with promises; what is made of others (cp, rm, opendir) is not here. */
const FILE_PROMISES =
  'access appendFile chmod chown copyFile link lstat mkdir mkdtemp open readFile readdir readlink realpath rename rmdir stat statfs symlink truncate unlink utimes writeFile';
const FILE_HANDLE_PROMISES =
  'appendFile chmod chown datasync read readFile readv stat sync truncate utimes write writeFile writev';
const CRYPTO_JOBS = 'scrypt pbkdf2 hkdf generateKey generateKeyPair generatePrime checkPrime sign verify';
const WEB_CRYPTO_JOBS =
  'decrypt deriveBits deriveKey digest encrypt exportKey generateKey importKey sign unwrapKey verify wrapKey';
/** V8 compiles in threads: undici's HTTP parser (lib/llhttp), before the first connection. */
const WEB_ASSEMBLY_JOBS = 'compile instantiate';

/** Puts the wrappers in Node's place, for good; `syncBuiltinESMExports` is the caller's. */
export function installHeldWork(): void {
  const globals = globalThis as unknown as { readonly WebAssembly: Functions };
  gateAll(fs as unknown as Functions, FILE_JOBS, 'fs.', withCallback);
  gateAll(crypto as unknown as Functions, CRYPTO_JOBS, 'crypto.', withCallback);
  gateAll(fsPromises as unknown as Functions, FILE_PROMISES, 'fs.promises.', withPromise);
  gateAll(Object.getPrototypeOf(crypto.subtle) as Functions, WEB_CRYPTO_JOBS, 'crypto.subtle.', withPromise);
  gateAll(globals.WebAssembly, WEB_ASSEMBLY_JOBS, 'WebAssembly.', withPromise);
  gateFileHandles();
  const zlibBase = Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)) as ZlibPrototype;
  zlibBase._transform = gatedTransform(zlibBase._transform);
}

/** Jobs that wait for the one before them, and whether there is one. */
const waiting: (() => void)[] = [];
let isBusy = false;

/** Starts a job when those before it are over; it calls `end` once when it is. */
function gate(what: string, start: (end: () => void) => void): void {
  const release = currentWorld()?.hold(what);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    isBusy = false;
    release?.();
    waiting.shift()?.();
  };
  const begin = (): void => {
    isBusy = true;
    start(end);
  };
  if (isBusy) waiting.push(begin);
  else begin();
}

type Gated = (what: string, original: AnyFunction) => AnyFunction;

function gateAll(functions: Functions, names: string, prefix: string, gated: Gated): void {
  for (const name of names.split(' ')) {
    const original = functions[name];
    if (original === undefined) continue;
    const wrapper = gated(prefix + name, original);
    functions[name] = Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
  }
}

/** A function whose last argument is called back; without one it does no work in threads. */
function withCallback(what: string, original: AnyFunction): AnyFunction {
  return function (...args) {
    const done = args.at(-1);
    if (currentWorld() === undefined || typeof done !== 'function') return original.apply(this, args);
    gate(what, (end) => {
      const gatedDone = function (this: unknown, ...results: unknown[]): unknown {
        end();
        return (done as AnyFunction).apply(this, results);
      };
      try {
        original.apply(this, [...args.slice(0, -1), gatedDone]);
      } catch (error) {
        // Wrong arguments.
        end();
        throw error;
      }
    });
    return undefined;
  };
}

/** A function that returns a promise. Data that comes from a stream is itself made of jobs. */
function withPromise(what: string, original: AnyFunction): AnyFunction {
  return function (...args) {
    if (currentWorld() === undefined || args.some(isStream)) return original.apply(this, args);
    return new Promise((resolve, reject) => {
      gate(what, (end) => {
        (original.apply(this, args) as Promise<unknown>).then(
          (value) => {
            end();
            resolve(value);
          },
          (error: unknown) => {
            end();
            reject(error instanceof Error ? error : new Error(scalarText(error)));
          },
        );
      });
    });
  };
}

function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Symbol.asyncIterator in value || (Symbol.iterator in value && !Array.isArray(value));
}

/**
 * The class of file handles is nobody's export: its methods are wrapped when the first one is opened. `close` is each
 * handle's own; those that Node opens for itself within a job are closed within it.
 */
function gateFileHandles(): void {
  const { open } = fsPromises;
  let isGated = false;
  fsPromises.open = async (...args) => {
    const handle = await open(...args);
    if (currentWorld() !== undefined)
      handle.close = withPromise('fileHandle.close', handle.close) as typeof handle.close;
    if (!isGated) {
      isGated = true;
      gateAll(Object.getPrototypeOf(handle) as Functions, FILE_HANDLE_PROMISES, 'fileHandle.', withPromise);
    }
    return handle;
  };
}

type Transform = (this: EventEmitter, chunk: Buffer, encoding: string, done: AnyFunction) => void;

interface ZlibPrototype {
  _transform: Transform;
}

function gatedTransform(original: Transform): Transform {
  return function (chunk, encoding, done) {
    if (currentWorld() === undefined) {
      original.call(this, chunk, encoding, done);
      return;
    }
    gate('zlib', (end) => {
      // Data that can't be unpacked destroys the stream, and nothing calls back then.
      this.once('close', end);
      original.call(this, chunk, encoding, (...results: unknown[]) => {
        this.off('close', end);
        end();
        return done.apply(this, results);
      });
    });
  };
}
