/**
 * Work that Node does in threads: virtual time stands still until it is done, since it takes none.
 *
 * Seen by Node itself: files, name look-ups. Wrapped: zlib, whose jobs run one at a time so that they end in the order
 * in which they began, the slow functions of node:crypto, and WebCrypto.
 * Absent: worker threads, child processes, sockets to the outside: a program holds the promise by hand.
 */

import crypto from 'node:crypto';
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

/** Slow functions of node:crypto whose last argument is called back. */
const CRYPTO_JOBS = [
  'scrypt',
  'pbkdf2',
  'hkdf',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'checkPrime',
  'sign',
  'verify',
] as const;

const WEB_CRYPTO_JOBS = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
] as const;

/** Puts the wrappers in Node's place, for good; `syncBuiltinESMExports` is the caller's. */
export function installHeldWork(): void {
  const functions = crypto as unknown as Record<string, AnyFunction>;
  for (const name of CRYPTO_JOBS) functions[name] = holdingCallback(name, functions[name]!);
  const subtle = Object.getPrototypeOf(crypto.subtle) as Record<string, AnyFunction>;
  for (const name of WEB_CRYPTO_JOBS) subtle[name] = holdingPromise(name, subtle[name]!);
  const zlibBase = Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)) as ZlibPrototype;
  zlibBase._transform = oneAtATime(zlibBase._transform);
}

function holdingCallback(name: string, original: AnyFunction): AnyFunction {
  const wrapper: AnyFunction = function (...args) {
    const done = args.at(-1);
    const world = currentWorld();
    if (world === undefined || typeof done !== 'function') return original.apply(this, args);
    const release = world.hold(`crypto.${name}`);
    return original.apply(this, [
      ...args.slice(0, -1),
      function (this: unknown, ...results: unknown[]) {
        release();
        return (done as AnyFunction).apply(this, results);
      },
    ]);
  };
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
}

function holdingPromise(name: string, original: AnyFunction): AnyFunction {
  const wrapper: AnyFunction = function (...args) {
    const world = currentWorld();
    const result = original.apply(this, args) as Promise<unknown>;
    if (world !== undefined) void result.finally(world.hold(`crypto.subtle.${name}`)).catch(() => undefined);
    return result;
  };
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
}

type Transform = (this: unknown, chunk: Buffer, encoding: string, done: AnyFunction) => void;

interface ZlibPrototype {
  _transform: Transform;
}

/** Jobs of zlib that wait for the one before them. */
const zlibQueue: (() => void)[] = [];
let zlibBusy = false;

function oneAtATime(original: Transform): Transform {
  return function (chunk, encoding, done) {
    const world = currentWorld();
    if (world === undefined) {
      original.call(this, chunk, encoding, done);
      return;
    }
    const release = world.hold('zlib');
    const start = (): void => {
      zlibBusy = true;
      original.call(this, chunk, encoding, function (this: unknown, ...results: unknown[]) {
        zlibBusy = false;
        release();
        zlibQueue.shift()?.();
        return done.apply(this, results);
      });
    };
    if (zlibBusy) zlibQueue.push(start);
    else start();
  };
}
