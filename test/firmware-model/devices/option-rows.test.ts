/** Resolving rows of the option tables: releases, lwIP's names, Kconfig's names, computed values. */

import { describe, expect, it } from 'vitest';

import {
  byLwipName,
  kconfigNames,
  OptionReader,
  optionsOf,
  SWITCH,
  whole,
  type Row,
} from '../../../firmware-model/devices/options/row.js';
import type { OptionValue } from '../../../sim/document/firmware.js';

const MSS: Row<number> = {
  lwip: 'TCP_MSS',
  kconfig: 'CONFIG_MSS',
  type: whole(536, 1460),
  initial: 1440,
  about: 'segment',
  source: 'a.h',
};
const WINDOW: Row<number> = {
  lwip: 'TCP_WND',
  kconfig: 'CONFIG_SEGMENTS',
  inSegments: true,
  type: whole(1, 65_535),
  kconfigType: whole(1, 40),
  initial: (numberOf) => 4 * numberOf('TCP_MSS'),
  about: 'window',
  source: 'a.h',
};
const STAGED: Row<number> = {
  kconfig: 'CONFIG_STAGED',
  kconfigIn: { since: ['v5.1'] },
  lwip: 'STAGED',
  type: whole(0, 9),
  initial: [{ until: ['v5.0'], value: 1 }, { value: 2 }],
  poolsInitial: 7,
  about: 'staged',
  source: 'b.h',
  withoutEffect: [{ until: ['v5.0'], value: 'old' }, { value: undefined }],
};
const POOL: Row<boolean> = {
  lwip: 'POOL',
  type: SWITCH,
  initial: true,
  poolsOnly: true,
  about: 'p',
  source: 'b.h',
};
const ROWS = [MSS, WINDOW, STAGED, POOL] as readonly Row<OptionValue>[];
const NEW = { release: 'v5.3.5', staticPools: false } as const;
const OLD = { release: 'v4.4.8', staticPools: false } as const;

describe('a value', () => {
  const reader = (sdkconfig = {}, lwipopts = {}, build: typeof NEW | typeof OLD = NEW): OptionReader =>
    new OptionReader(byLwipName(ROWS), build, sdkconfig, lwipopts);

  it('is the one under lwIP’s name before the one under Kconfig’s before the initial one', () => {
    expect(reader().value(MSS)).toBe(1440);
    expect(reader({ CONFIG_MSS: 1000 }).value(MSS)).toBe(1000);
    expect(reader({ CONFIG_MSS: 1000 }, { TCP_MSS: 900 }).value(MSS)).toBe(900);
  });

  it('is computed from others as they are set', () => {
    expect(reader().value(WINDOW)).toBe(5760);
    expect(reader({}, { TCP_MSS: 1000 }).value(WINDOW)).toBe(4000);
  });

  it('counts segments under Kconfig’s name and bytes under lwIP’s', () => {
    expect(reader({ CONFIG_SEGMENTS: 2, CONFIG_MSS: 1000 }).value(WINDOW)).toBe(2000);
    expect(reader({}, { TCP_WND: 2000 }).value(WINDOW)).toBe(2000);
  });

  it('is that of its release, or of static pools', () => {
    expect(reader({}, {}, OLD).value(STAGED)).toBe(1);
    expect(reader({}, {}, NEW).value(STAGED)).toBe(2);
    expect(new OptionReader(byLwipName(ROWS), { ...NEW, staticPools: true }).value(STAGED)).toBe(7);
  });

  it('needs a release where it depends on one, and others where it is computed', () => {
    expect(() => new OptionReader(new Map(), { staticPools: false }).value(STAGED)).toThrow(RangeError);
    expect(() => new OptionReader(new Map(), NEW).value(WINDOW)).toThrow('TCP_MSS');
  });
});

describe('names of Kconfig', () => {
  it('are those of the release, but for what is set under lwIP’s own', () => {
    expect(kconfigNames(ROWS, NEW, {})).toEqual({
      TCP_MSS: 'CONFIG_MSS',
      TCP_WND: 'CONFIG_SEGMENTS',
      STAGED: 'CONFIG_STAGED',
    });
    expect(kconfigNames(ROWS, OLD, { TCP_MSS: 1000 })).toEqual({ TCP_WND: 'CONFIG_SEGMENTS' });
  });
});

describe('options of a build', () => {
  const named = (build: typeof NEW | typeof OLD, name: string) =>
    optionsOf(ROWS, build).find(({ lwip }) => lwip?.name === name);

  it('have each name with its own type and initial value', () => {
    expect(named(NEW, 'TCP_WND')).toMatchObject({
      inSegments: true,
      lwip: { initial: 5760, type: { max: 65_535 } },
      kconfig: { name: 'CONFIG_SEGMENTS', initial: 4, type: { max: 40 } },
    });
  });

  it('have a Kconfig name only where the release has it, and say what has no effect', () => {
    expect(named(OLD, 'STAGED')).toMatchObject({ lwip: { initial: 1 }, withoutEffect: 'old' });
    expect(named(OLD, 'STAGED')).not.toHaveProperty('kconfig');
    expect(named(NEW, 'STAGED')).toMatchObject({ kconfig: { name: 'CONFIG_STAGED', initial: 2 } });
    expect(named(NEW, 'STAGED')).not.toHaveProperty('withoutEffect');
  });

  it('have those of static pools only with them', () => {
    expect(named(NEW, 'POOL')).toBeUndefined();
    const pools = optionsOf(ROWS, { ...NEW, staticPools: true });
    expect(pools.map(({ lwip }) => lwip?.name)).toContain('POOL');
  });
});
