/** Conditions: `if sockets >= 9 and c == tab9`. Names are fields of the record, `time`, or anything observable. */

import type { TraceRecord } from '../../kernel/trace.js';
import { parseDuration } from '../../document/duration.js';
import type { Cell } from '../../inspect/table.js';
import type { Word } from '../words.js';
import { UserError } from '../user-error.js';
import { textPattern } from './pattern.js';

/** Gives the value of a name at a position. */
export type Lookup = (name: string) => (position: number) => Cell;

/** Where a condition is asked. */
export interface Moment {
  readonly position: number;
  readonly timeUs: number;
  readonly record: TraceRecord | undefined;
}

/** A condition, ready to be asked. */
export type Condition = (moment: Moment) => boolean;

type Comparison = (value: Cell) => boolean;

const OPERATORS = ['==', '!=', '<=', '>=', '=', '<', '>', '~'] as const;
type Operator = (typeof OPERATORS)[number];
const TIME_NAMES = new Set(['time', 't']);
const FLAG_WORDS: Readonly<Record<string, Cell>> = { true: true, false: false };

/** Builds a condition from its words. Blanks around operators may be left out. */
export function parseCondition(words: readonly Word[], lookup: Lookup): Condition {
  const parts: Word[][] = [[]];
  for (const word of words) {
    if (!word.quoted && word.text === 'and') parts.push([]);
    else parts.at(-1)!.push(...(word.quoted ? [word] : splitOperator(word)));
  }
  const all = parts.map((part) => parseComparison(part, lookup));
  return (moment) => all.every((one) => one(moment));
}

function splitOperator(word: Word): Word[] {
  const match = /^([^=!<>~]*)(==|!=|<=|>=|=|<|>|~)(.*)$/.exec(word.text);
  if (match === null) return [word];
  return match
    .slice(1)
    .filter((text) => text !== '')
    .map((text) => ({ text, quoted: false }));
}

function parseComparison(words: readonly Word[], lookup: Lookup): Condition {
  const at = words.findIndex((word) => !word.quoted && OPERATORS.some((operator) => operator === word.text));
  if (at < 1 || at !== words.length - 2) {
    throw new UserError(
      'a condition is NAME OPERATOR VALUE',
      `operators: ${OPERATORS.join(' ')}; join with "and"`,
    );
  }
  const name = words
    .slice(0, at)
    .map((word) => word.text)
    .join(' ');
  const operator = words[at]!.text as Operator;
  const value = words[at + 1]!;
  if (TIME_NAMES.has(name)) {
    const us = durationOf(value.text);
    const compare = comparison(operator, { text: String(us), quoted: false });
    return ({ timeUs }) => compare(timeUs);
  }
  const compare = comparison(operator, value);
  let observed: ((position: number) => Cell) | undefined;
  return ({ record, position }) => {
    const field = record && (record as unknown as Readonly<Record<string, Cell>>)[name];
    if (field !== undefined) return compare(field);
    observed ??= lookup(name);
    return compare(observed(position));
  };
}

/** A duration, or a complaint. */
export function durationOf(text: string): number {
  const us = parseDuration(text);
  if (typeof us === 'number') return us;
  throw new UserError(`${text}: ${us.message}`, us.hint);
}

function comparison(operator: Operator, { text, quoted }: Word): Comparison {
  if (operator === '~') {
    const matches = textPattern(text);
    return (value) => value !== undefined && matches(String(value));
  }
  const number = quoted || text === '' ? Number.NaN : Number(text);
  const wanted: Cell = Number.isNaN(number) ? (quoted ? text : (FLAG_WORDS[text] ?? text)) : number;
  const isSame = (value: Cell): boolean =>
    value === wanted || (value !== undefined && String(value) === String(wanted));
  switch (operator) {
    case '=':
    case '==':
      return isSame;
    case '!=':
      return (value) => !isSame(value);
    case '<':
      return (value) => Number(value) < number;
    case '<=':
      return (value) => Number(value) <= number;
    case '>':
      return (value) => Number(value) > number;
    case '>=':
      return (value) => Number(value) >= number;
  }
}
