/** How many, how much, how long, as people write it: `7`, `3..5`, `at least 3`, `at most 2s`, `more than 4`. */

import * as z from 'zod';

import { parseDuration } from '../document/duration.js';
import { durationText } from './time-words.js';

/** A closed range of whole numbers; a missing end is open. */
export interface Amount {
  readonly least: number;
  readonly most: number;
  /** As a person would say it. */
  readonly text: string;
}

/** What an amount counts. */
export type AmountOf = 'number' | 'time';

const WORDS: Readonly<Record<string, '>=' | '<=' | '>' | '<' | '='>> = {
  'at least': '>=',
  'at most': '<=',
  'more than': '>',
  'less than': '<',
  exactly: '=',
  '>=': '>=',
  '<=': '<=',
  '>': '>',
  '<': '<',
  '=': '=',
};
const FORM = /^(at least|at most|more than|less than|exactly|>=|<=|>|<|=)?\s*(\S+)$/;
const RANGE = /^(\S+?)\s*\.\.\s*(\S+)$/;
const WHOLE = /^\d{1,15}$/;
const HINTS: Readonly<Record<AmountOf, string>> = {
  number: 'write 7, 3..5, at least 3, at most 7, more than 3 or less than 7',
  time: 'write at most 2s, at least 500ms, more than 1s, less than 2s or 1s..2s',
};

/** Whether a value is within an amount. */
export function isWithin({ least, most }: Amount, value: number): boolean {
  return value >= least && value <= most;
}

/** The amount that a text stands for; undefined if it stands for none. */
export function parseAmount(value: unknown, of: AmountOf): Amount | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  const range = RANGE.exec(text);
  if (range !== null) {
    const [least, most] = [valueOf(range[1] ?? '', of), valueOf(range[2] ?? '', of)];
    if (least === undefined || most === undefined || least > most) return undefined;
    return { least, most, text: `${valueText(least, of)} to ${valueText(most, of)}` };
  }
  const [, word = '=', digits = ''] = FORM.exec(text) ?? [];
  const number = valueOf(digits, of);
  return number === undefined ? undefined : compared(WORDS[word] ?? '=', number, valueText(number, of));
}

/** A value in the units of an amount. */
export function valueText(value: number, of: AmountOf): string {
  return of === 'time' ? durationText(value) : String(value);
}

function compared(comparison: '>=' | '<=' | '>' | '<' | '=', value: number, text: string): Amount {
  switch (comparison) {
    case '>=':
      return { least: value, most: Infinity, text: `at least ${text}` };
    case '<=':
      return { least: 0, most: value, text: `at most ${text}` };
    case '>':
      return { least: value + 1, most: Infinity, text: `more than ${text}` };
    case '<':
      return { least: 0, most: value - 1, text: `less than ${text}` };
    case '=':
      return { least: value, most: value, text };
  }
}

function valueOf(digits: string, of: AmountOf): number | undefined {
  if (of === 'number') return WHOLE.test(digits) ? Number(digits) : undefined;
  const us = parseDuration(digits);
  return typeof us === 'number' ? us : undefined;
}

/** An amount in the schema. */
export function amount(description: string, of: AmountOf = 'number') {
  return z
    .unknown()
    .transform((value, context): Amount => {
      const parsed = parseAmount(value, of);
      if (parsed !== undefined) return parsed;
      const params = { code: 'wrong-type', hint: HINTS[of] };
      const message = of === 'time' ? 'not an amount of time' : 'not an amount';
      context.issues.push({ code: 'custom', input: value, message, params });
      return z.NEVER;
    })
    .meta({ description, anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string' }] });
}
