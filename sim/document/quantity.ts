/** Shares (`1%`, `0.01`) and bit rates (`250kbit`, `10Mbit`) as people write them. */

import * as z from 'zod';

import { duration, parseDuration } from './duration.js';

/** Programs that never pause would never let time move on. */
const SHORTEST_PACE = '1ms';
const SHORTEST_PACE_US = Number(parseDuration(SHORTEST_PACE));
const PERCENT = 100;
const SHARE = /^(\d{1,3}(?:\.\d{1,6})?)%$/;
const RATE = /^(\d{1,9}(?:\.\d{1,6})?)(bit|kbit|Mbit|Gbit)(?:\/s)?$/;
const BITS: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, Mbit: 1e6, Gbit: 1e9 };

/** A share, written as a percentage or a number from 0 to 1; checked into a number. */
export function share(description: string) {
  return z
    .unknown()
    .transform((value, context): number => {
      const percent = typeof value === 'string' ? SHARE.exec(value)?.[1] : undefined;
      const number = percent === undefined ? value : Number(percent) / PERCENT;
      if (typeof number === 'number' && number >= 0 && number <= 1) return number;
      const params = { code: 'wrong-type', hint: 'write a percentage, as in 2%, or a number from 0 to 1' };
      context.issues.push({ code: 'custom', input: value, message: 'not a share', params });
      return z.NEVER;
    })
    .meta({
      description,
      anyOf: [
        { type: 'number', minimum: 0, maximum: 1 },
        { type: 'string', pattern: SHARE.source },
      ],
    });
}

/** A bit rate with its unit; checked into bits a second. */
export function bitRate(description: string) {
  return z
    .unknown()
    .transform((value, context): number => {
      const match = typeof value === 'string' ? RATE.exec(value) : null;
      const bits = match === null ? 0 : Math.round(Number(match[1]) * (BITS[match[2] ?? ''] ?? 0));
      if (bits >= 1) return bits;
      const isNumber = typeof value === 'number';
      const hint = isNumber
        ? `write ${value}kbit or ${value}Mbit`
        : 'write a rate with its unit: 250kbit, 10Mbit';
      const params = { code: isNumber ? 'missing-unit' : 'wrong-type', hint };
      context.issues.push({ code: 'custom', input: value, message: 'not a bit rate', params });
      return z.NEVER;
    })
    .meta({ description, type: 'string', pattern: RATE.source });
}

/** A time that a program goes by, again and again. */
export function pace(description: string) {
  const error = () => `expected at least ${SHORTEST_PACE}`;
  return duration(description).refine((us) => us >= SHORTEST_PACE_US, {
    error,
    params: { code: 'out-of-range' },
  });
}
