/** One program twice: this kernel's TCP over TUN, and the client stack `linux` in virtual time. */

import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { LONG } from '../long.js';
import { PROGRAMS } from './kernel-programs.js';
import { RECORDED, told, type Recorded } from './told.js';

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

/** The kernel's side takes this machine's time: a machine that is busy may make it send again. It is asked so often. */
const TRIES = 3;
/** Linux gives a connection that nobody answers up after 127 s and more. */
const TIMEOUT_MS = 600_000;
const RECORDS = (process.env['LWIP_TWIN_RECORD'] ?? '') !== '';

describe.skipIf(why !== undefined)(`the stack linux does as Linux ${release()}`, () => {
  const programs: Record<string, readonly string[]> = {};

  test.each(PROGRAMS.filter(({ isLong = false }) => LONG || !isLong))(
    '$name',
    (one) => {
      const model = told(one, true);
      expect(model.length).toBeGreaterThan(1);
      let kernel = told(one, false);
      for (let tries = 1; tries < TRIES && JSON.stringify(kernel) !== JSON.stringify(model); tries++)
        kernel = told(one, false);
      programs[one.name] = kernel;
      expect(kernel).toEqual(model);
    },
    TIMEOUT_MS,
  );

  afterAll(() => {
    const recorded: Recorded = { kernel: release(), programs };
    if (RECORDS) writeFileSync(RECORDED, `${JSON.stringify(recorded, undefined, 2)}\n`);
  });
});
