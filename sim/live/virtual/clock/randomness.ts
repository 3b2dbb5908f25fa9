/**
 * Wrappers of the random numbers of JavaScript and node:crypto: the run's own while a run owns the process.
 *
 * Absent: keys and signatures that OpenSSL draws for itself (`generateKeyPair`, TLS).
 */

import crypto from 'node:crypto';

import { currentWorld, type World } from './world.js';

const HALF_BITS = 2 ** 26;
const LOW_BITS = 2 ** 27;
const ALL_BITS = 2 ** 53;
const BYTE_MAX = 255;

type Done<T> = (error: Error | null, value: T) => void;

/**
 * Size of the pools from which ws (lib/sender.js) and undici (lib/web/websocket/frame.js) take the masks of frames, four
 * bytes at a time. A pool outlives a run, and how far an earlier one has come in it must not show: all its masks are
 * the same four bytes, drawn anew for each run.
 */
const MASK_POOL = 8192;
const maskPools = new Set<WeakRef<Uint8Array>>();

function fillWithMasks({ mask }: World, pool: Uint8Array): void {
  for (let i = 0; i < pool.length; i++) pool[i] = mask[i % mask.length]!;
}

/** Gives the pools of masks that earlier runs have left this run's mask. */
export function renewMasks(world: World): void {
  for (const pool of maskPools) {
    const bytes = pool.deref();
    if (bytes === undefined) maskPools.delete(pool);
    else fillWithMasks(world, bytes);
  }
}

/** A pool of masks is filled for the first time, or is used up. */
function takeMaskPool(world: World, pool: Uint8Array): void {
  fillWithMasks(world, pool);
  if (![...maskPools].some((known) => known.deref() === pool)) maskPools.add(new WeakRef(pool));
}

function fill(world: World, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = world.randomInt(0, BYTE_MAX);
}

function bytesOf(view: ArrayBufferView | ArrayBuffer, offset = 0, size?: number): Uint8Array {
  const [buffer, start, length] = ArrayBuffer.isView(view)
    ? [view.buffer, view.byteOffset, view.byteLength]
    : [view, 0, view.byteLength];
  return new Uint8Array(buffer, start + offset, size ?? length - offset);
}

/** Calls back as Node does for work in threads: in a later turn of this instant. */
function later<T>(world: World, done: Done<T>, value: T): void {
  world.post(() => {
    done(null, value);
  });
}

/** Puts the wrappers in Node's place, for good; `syncBuiltinESMExports` is the caller's. */
export function installRandomness(): void {
  const { random } = Math;
  Math.random = () => {
    const world = currentWorld();
    if (world === undefined) return random();
    return (world.randomInt(0, HALF_BITS - 1) * LOW_BITS + world.randomInt(0, LOW_BITS - 1)) / ALL_BITS;
  };
  const real = { ...crypto };
  const replace = (name: string, twin: (world: World, args: never[]) => unknown): void => {
    const original = (real as unknown as Record<string, (...args: never[]) => unknown>)[name]!;
    const wrapper = function (this: unknown, ...args: never[]): unknown {
      const world = currentWorld();
      return world === undefined ? original.apply(this, args) : twin(world, args);
    };
    Object.defineProperty(wrapper, 'name', { value: name });
    Object.assign(crypto, { [name]: wrapper });
  };
  const randomBytes = (world: World, [size, done]: [number, Done<Buffer>?]): Buffer | undefined => {
    const bytes = Buffer.alloc(size);
    fill(world, bytes);
    if (done === undefined) return bytes;
    later(world, done, bytes);
    return undefined;
  };
  replace('randomBytes', randomBytes as never);
  replace('pseudoRandomBytes', randomBytes as never);
  replace('randomFillSync', ((
    world: World,
    [view, offset, size]: [ArrayBufferView | ArrayBuffer, number?, number?],
  ) => {
    const bytes = bytesOf(view, offset, size);
    if (bytes.length === MASK_POOL && view instanceof Uint8Array) takeMaskPool(world, view);
    else fill(world, bytes);
    return view;
  }) as never);
  replace('randomFill', ((world: World, args: [ArrayBufferView, ...unknown[]]) => {
    const done = args.at(-1) as Done<unknown>;
    const [view, offset, size] = args.slice(0, -1) as [ArrayBufferView, number?, number?];
    fill(world, bytesOf(view, offset, size));
    later(world, done, view);
  }) as never);
  replace('randomInt', (world: World, args: (number | Done<number> | undefined)[]) => {
    const done = typeof args.at(-1) === 'function' ? (args.pop() as Done<number>) : undefined;
    const [first = 0, second] = args as number[];
    const [min, max] = second === undefined ? [0, first] : [first, second];
    const value = min + Math.floor(Math.random() * (max - min));
    if (done === undefined) return value;
    later(world, done, value);
    return undefined;
  });
  const uuid = (world: World): string => {
    const bytes = Buffer.alloc(16);
    fill(world, bytes);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
  replace('randomUUID', uuid);
  const webCrypto = Object.getPrototypeOf(crypto.webcrypto) as crypto.webcrypto.Crypto;
  const { getRandomValues, randomUUID } = webCrypto;
  webCrypto.getRandomValues = function <T extends ArrayBufferView | null>(
    this: crypto.webcrypto.Crypto,
    view: T,
  ): T {
    const world = currentWorld();
    if (world === undefined || view === null)
      return getRandomValues.call(this, view as never) as unknown as T;
    fill(world, bytesOf(view));
    return view;
  };
  webCrypto.randomUUID = function (this: crypto.webcrypto.Crypto) {
    const world = currentWorld();
    return world === undefined
      ? randomUUID.call(this)
      : (uuid(world) as ReturnType<crypto.webcrypto.Crypto['randomUUID']>);
  };
}
