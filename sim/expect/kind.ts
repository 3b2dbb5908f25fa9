/**
 * What a kind of expectation is: its keys, what they are read into, its words, and its judge.
 *
 * A kind has a folder of its own and a line in registry.ts; checks, schema, completion, hints and documentation follow
 * from there.
 */

import * as z from 'zod';

import type { ErrorCode } from '../document/diagnostic.js';
import type { Amount } from './amount.js';
import type { Judge, JudgeContext } from './judge.js';
import type { ClientSelector } from './types.js';

/** What a condition is about: how things are, all that has happened so far, or what happens in a stretch of time. */
export type Span = 'now' | 'so-far' | 'stretch';

/** What reads the keys of a statement is lent: its clients and its count, and complaints. */
export interface StatementReader {
  /** The clients under `client`; undefined if it is not there. */
  readonly who: ClientSelector | undefined;
  /** The clients under `client`, or all. */
  readonly everybody: ClientSelector;
  /** The amount under `count`, or at least one. */
  readonly count: Amount;
  /** Callbacks that firmware can have, by their full names. */
  readonly callbacks: readonly string[];
  /** Complains about the value of a key. */
  readonly complain: (key: string, code: ErrorCode, message: string, hint?: string) => void;
}

/** A kind; `C` is what its keys are read into. */
export interface ExpectationKind<F extends z.ZodRawShape = z.ZodRawShape, C extends object = object> {
  /** Its keys, each optional, made when expectations are read; the first one names it. */
  readonly keys: () => F;
  readonly span: Span;
  /** Its number may be given under `count`. */
  readonly isCounted?: boolean;
  /** The conditions that the keys stand for: none where none is there. */
  read(written: z.output<z.ZodObject<F>>, reader: StatementReader): readonly C[];
  /** What a condition says. */
  text(condition: C): string;
  /** Subscribes to what the condition needs; called before the run. */
  judge(condition: C, context: JudgeContext): Judge;
}

/** A kind, with the types of its keys. */
export function expectation<F extends z.ZodRawShape, C extends object>(
  kind: ExpectationKind<F, C>,
): ExpectationKind<F, C> {
  return kind;
}

/** One value, or a list of those that are right. */
export const oneOrMore = <T extends z.ZodType>(one: T, expected: string) =>
  z.union([one, z.array(one).min(1)], { error: () => expected });

/** A list of one value or more. */
export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return (Array.isArray(value) ? value : [value]) as readonly T[];
}

/** Entries of a map that are there. */
export function entriesOf<K extends string>(
  map: Readonly<Partial<Record<K, Amount | undefined>>>,
): readonly (readonly [K, Amount])[] {
  return (Object.entries(map) as [K, Amount | undefined][]).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
}
