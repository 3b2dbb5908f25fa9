/** Wrappers of Node's timers: on the virtual clock while a run owns the process, as ever otherwise. */

import nodeTimers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';

import { originals } from './originals.js';
import { nodeDelayMs, TwinTimer, timerOf } from './timer.js';
import { currentWorld } from './world.js';

type Callback = (...args: unknown[]) => void;

/** Immediates that have not run: virtual time does not move before them. */
const pendingImmediates = new Set<NodeJS.Immediate>();

/** How many immediates wait. */
export function immediatesPending(): number {
  return pendingImmediates.size;
}

function checkCallback(callback: unknown): asserts callback is Callback {
  if (typeof callback === 'function') return;
  const error = new TypeError('The "callback" argument must be of type function.');
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

function twinSetTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): TwinTimer {
  checkCallback(callback);
  return new TwinTimer(callback, nodeDelayMs(delay), false, args);
}

function twinSetInterval(callback: unknown, delay?: unknown, ...args: unknown[]): TwinTimer {
  checkCallback(callback);
  return new TwinTimer(callback, nodeDelayMs(delay), true, args);
}

function twinClear(handle?: unknown): void {
  const timer = timerOf(handle);
  if (timer === undefined) originals.clearTimeout(handle as NodeJS.Timeout);
  else timer.close();
}

function twinSetImmediate(callback: unknown, ...args: unknown[]): NodeJS.Immediate {
  checkCallback(callback);
  if (currentWorld() === undefined) return originals.setImmediate(callback, ...args);
  const immediate = originals.setImmediate(() => {
    pendingImmediates.delete(immediate);
    callback(...args);
  });
  pendingImmediates.add(immediate);
  return immediate;
}

function twinClearImmediate(immediate?: NodeJS.Immediate): void {
  if (immediate !== undefined) pendingImmediates.delete(immediate);
  originals.clearImmediate(immediate);
}

interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** What timers/promises rejects with. */
function aborted(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

function promised<T>(
  start: (done: () => void) => () => void,
  value: T,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal?.aborted === true) return Promise.reject(aborted(signal));
  return new Promise((resolve, reject) => {
    const clear = start(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    const onAbort = (): void => {
      clear();
      if (signal !== undefined) reject(aborted(signal));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function setTimeoutPromise<T>(delay?: number, value?: T, { signal, ref }: WaitOptions = {}): Promise<T> {
  return promised(
    (done) => {
      const timer = twinSetTimeout(done, delay);
      if (ref === false) timer.unref();
      return () => timer.close();
    },
    value as T,
    signal,
  );
}

function setImmediatePromise<T>(value?: T, { signal }: WaitOptions = {}): Promise<T> {
  return promised(
    (done) => {
      const immediate = twinSetImmediate(done);
      return () => {
        twinClearImmediate(immediate);
      };
    },
    value as T,
    signal,
  );
}

async function* setIntervalPromise<T>(
  delay?: number,
  value?: T,
  options: WaitOptions = {},
): AsyncGenerator<T> {
  for (;;) {
    await setTimeoutPromise(delay, undefined, options);
    yield value as T;
  }
}

/** What the wrappers are known by, so that a fake in their place is noticed. */
export const twinTimers = {
  setTimeout: twinSetTimeout,
  clearTimeout: twinClear,
  setInterval: twinSetInterval,
  clearInterval: twinClear,
  setImmediate: twinSetImmediate,
  clearImmediate: twinClearImmediate,
} as const;

/** Puts the wrappers in Node's place, for good. */
export function installTimers(): void {
  Object.defineProperty(twinSetTimeout, promisify.custom, { value: setTimeoutPromise });
  Object.defineProperty(twinSetImmediate, promisify.custom, { value: setImmediatePromise });
  for (const [name, value] of Object.entries(twinTimers)) {
    Object.defineProperty(value, 'name', { value: name });
  }
  Object.assign(globalThis, twinTimers);
  Object.assign(nodeTimers, twinTimers);
  Object.assign(timersPromises, {
    setTimeout: setTimeoutPromise,
    setImmediate: setImmediatePromise,
    setInterval: setIntervalPromise,
  });
  // The scheduler's methods check their receiver, so they are replaced one by one.
  Object.defineProperties(timersPromises.scheduler, {
    wait: { value: (delay: number, options?: WaitOptions) => setTimeoutPromise(delay, undefined, options) },
    yield: { value: () => setImmediatePromise() },
  });
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (delay: number): AbortSignal => {
    if (currentWorld() === undefined) return timeout.call(AbortSignal, delay);
    const controller = new AbortController();
    twinSetTimeout(() => {
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay).unref();
    return controller.signal;
  };
}
