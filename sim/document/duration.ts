/** Times as people write them (`100ms`, `5000us`, `1.5s`, `2min`, `1h`), in integer microseconds. */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';
import * as z from 'zod';

import type { ErrorCode } from './diagnostic.js';

const US_PER_MIN = 60 * US_PER_S;
const US_PER_H = 60 * US_PER_MIN;
const HOURS_PER_DAY = 24;
const US_PER_DAY = HOURS_PER_DAY * US_PER_H;
const MAX_DAYS = 3650;

/** Microseconds in each unit that a duration may have. */
export const MICROSECONDS: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['ms', US_PER_MS],
  ['s', US_PER_S],
  ['min', US_PER_MIN],
  ['h', US_PER_H],
]);

/** Ten years: far beyond any run, far below where integers end. */
export const MAX_DURATION_US = MAX_DAYS * US_PER_DAY;

/** What is wrong with a duration, and what would be right. */
export interface DurationProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What people write for the units that there are. */
const OTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ...['msec', 'msecs', 'millis', 'millisecond', 'milliseconds'].map((u): [string, string] => [u, 'ms']),
  ...['µs', 'μs', 'usec', 'usecs', 'micros', 'microsecond', 'microseconds'].map((u): [string, string] => [
    u,
    'us',
  ]),
  ...['sec', 'secs', 'second', 'seconds'].map((u): [string, string] => [u, 's']),
  ...['m', 'mins', 'minute', 'minutes'].map((u): [string, string] => [u, 'min']),
  ...['hr', 'hrs', 'hour', 'hours'].map((u): [string, string] => [u, 'h']),
]);

const UNITS = [...MICROSECONDS.keys()];
const UNITS_LISTED = `${UNITS.slice(0, -1).join(', ')} or ${UNITS.at(-1) ?? ''}`;
const NUMBER_AND_UNIT = /^([+-]?)(\d{1,16}(?:\.\d{1,9})?)(\s*)([^\d\s.]*)$/;
const JSON_SCHEMA_PATTERN = '^\\d+(\\.\\d+)?(us|ms|s|min|h)$';

/** Microseconds, or what is wrong. */
export function parseDuration(value: unknown): number | DurationProblem {
  if (value === undefined)
    return { code: 'missing-key', message: 'missing', hint: 'a time with a unit, as in 500ms' };
  if (typeof value === 'number') return missingUnit(String(value));
  const whole = typeof value === 'string' ? wholeTime(value) : undefined;
  if (whole !== undefined) return inRange(whole);
  const match = typeof value === 'string' ? NUMBER_AND_UNIT.exec(value) : null;
  if (!match) {
    return {
      code: 'wrong-type',
      message: 'not a time',
      hint: `expected a number with its unit: ${UNITS_LISTED}`,
    };
  }
  const [, sign = '', digits = '', blank = '', unit = ''] = match;
  if (unit === '') return missingUnit(digits);
  const factor = MICROSECONDS.get(unit);
  if (factor === undefined) {
    const meant = MICROSECONDS.has(unit.toLowerCase())
      ? unit.toLowerCase()
      : OTHER_SPELLINGS.get(unit.toLowerCase());
    const hint = meant === undefined ? `expected ${UNITS_LISTED}` : `did you mean ${digits}${meant}?`;
    return { code: 'wrong-unit', message: `unknown unit "${unit}"`, hint };
  }
  if (blank !== '') {
    return {
      code: 'wrong-unit',
      message: 'number and unit are written together',
      hint: `write ${digits}${unit}`,
    };
  }
  if (sign === '-') return { code: 'out-of-range', message: "a time can't be negative" };
  return inRange(exactProduct(digits, factor));
}

/** Microseconds of a time that the model itself names: `us('250ms')`. */
export function us(text: string): number {
  const parsed = parseDuration(text);
  if (typeof parsed !== 'number') throw new TypeError(`not a time: ${text}`);
  return parsed;
}

function missingUnit(digits: string): DurationProblem {
  return {
    code: 'missing-unit',
    message: 'a time needs a unit',
    hint: `write ${UNITS.map((u) => digits + u).join(', ')}`,
  };
}

function inRange(us: number): number | DurationProblem {
  if (!Number.isInteger(us)) {
    return {
      code: 'out-of-range',
      message: 'finer than a microsecond',
      hint: 'time runs in whole microseconds',
    };
  }
  if (us > MAX_DURATION_US) {
    return { code: 'out-of-range', message: `longer than ${String(MAX_DAYS)} days` };
  }
  return us;
}

const CODE_0 = 0x30;
const CODE_9 = 0x39;
const TEN = 10;
/** So many digits of any unit are an integer that a number holds exactly. */
const MOST_WHOLE_DIGITS = 6;

/**
 * Microseconds of a whole number with its unit, as nearly every step has one; undefined for everything else, wrong times
 * included.
 */
function wholeTime(text: string): number | undefined {
  let count = 0;
  let at = 0;
  for (; at < text.length && at < MOST_WHOLE_DIGITS; at++) {
    const code = text.charCodeAt(at);
    if (code < CODE_0 || code > CODE_9) break;
    count = count * TEN + code - CODE_0;
  }
  if (at === 0) return undefined;
  const factor = MICROSECONDS.get(text.slice(at));
  return factor === undefined ? undefined : count * factor;
}

/** 1.1 * 1000000 is not 1100000 in floating point: multiply digits, then shift. */
function exactProduct(digits: string, factor: number): number {
  const [whole = '', fraction = ''] = digits.split('.');
  const scale = 10 ** fraction.length;
  return (Number(whole + fraction) * factor) / scale;
}

/** A duration in the schema: written with a unit, checked into microseconds. */
export function duration(description: string) {
  return z
    .unknown()
    .transform((value, context): number => {
      const parsed = parseDuration(value);
      if (typeof parsed === 'number') return parsed;
      context.issues.push({
        code: 'custom',
        input: value,
        message: parsed.message,
        params: { code: parsed.code, hint: parsed.hint },
      });
      return z.NEVER;
    })
    .meta({ description, type: 'string', pattern: JSON_SCHEMA_PATTERN, examples: ['100ms', '5s', '2min'] });
}
