/** Wrappers of the clocks that programs read: `Date`, `performance.now`, `process.hrtime`, `process.uptime`. */

import { MS_PER_S } from '../../../kernel/units.js';
import { originals } from './originals.js';
import { currentWorld, unixMs, uptimeMs } from './world.js';

const NS_PER_US = 1000n;
const NS_PER_S = 1_000_000_000;

/** The constructor in the place of `Date`: a date without arguments is the virtual one. */
function dateConstructor(): DateConstructor {
  const { Date: RealDate } = originals;
  function TwinDate(...args: unknown[]): Date | string {
    const world = currentWorld();
    if ((new.target as unknown) === undefined)
      return world === undefined ? RealDate() : new RealDate(unixMs(world)).toString();
    const given = args.length === 0 && world !== undefined ? [unixMs(world)] : args;
    return Reflect.construct(RealDate, given, new.target) as Date;
  }
  const replaced = TwinDate as unknown as DateConstructor & { prototype: Date };
  Object.defineProperties(replaced, {
    ...Object.getOwnPropertyDescriptors(RealDate),
    name: { value: 'Date', configurable: true },
    now: {
      value: () => {
        const world = currentWorld();
        return world === undefined ? RealDate.now() : unixMs(world);
      },
      writable: true,
      configurable: true,
    },
  });
  Object.defineProperty(RealDate.prototype, 'constructor', {
    value: replaced,
    writable: true,
    configurable: true,
  });
  return replaced;
}

/** Puts the wrappers in Node's place, for good. */
export function installDates(): void {
  globalThis.Date = dateConstructor();
  const { performanceNow } = originals;
  Object.defineProperty(performance, 'now', {
    value: () => {
      const world = currentWorld();
      return world === undefined ? performanceNow() : uptimeMs(world);
    },
    writable: true,
    configurable: true,
  });
  const { hrtime, uptime } = process;
  const bigint = hrtime.bigint.bind(hrtime);
  const twinHrtime = (before?: [number, number]): [number, number] => {
    const world = currentWorld();
    if (world === undefined) return hrtime(before);
    const ns = Math.round(uptimeMs(world) * 1_000_000) - (before ? before[0] * NS_PER_S + before[1] : 0);
    return [Math.floor(ns / NS_PER_S), ns % NS_PER_S];
  };
  process.hrtime = Object.assign(twinHrtime, {
    bigint: () => {
      const world = currentWorld();
      return world === undefined ? bigint() : BigInt(world.nowUs) * NS_PER_US;
    },
  });
  process.uptime = () => {
    const world = currentWorld();
    return world === undefined ? uptime.call(process) : uptimeMs(world) / MS_PER_S;
  };
}
