/** Making the rungs of ladders. */

import type { OptionValue } from '../../document/firmware.js';
import type { Change } from '../change.js';
import type { Rung } from '../cure.js';
import type { Situation } from '../situation.js';

/** A ladder of the changes that are there; changes that a profile does not have leave no rung. */
export function ladder(...rungs: readonly (readonly Change[])[]): Rung[] {
  return rungs.filter((changes) => changes.length > 0).map((changes) => ({ changes }));
}

/** A field of the server's configuration, with these values one after the other; none is the one that it has. */
export function fieldLadder(situation: Situation, name: string, values: readonly unknown[]): Rung[] {
  const now = situation.field(name);
  return ladder(...values.filter((value) => value !== now).map((value) => situation.setField(name, value)));
}

/** An option, with these values one after the other. */
export function optionLadder(situation: Situation, name: string, values: readonly OptionValue[]): Rung[] {
  const now = situation.option(name);
  return ladder(...values.filter((value) => value !== now).map((value) => situation.setOption(name, value)));
}

/** Whole numbers from one to another. */
export function upTo(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** From a number on, twice as much each time. */
export function doubled(from: number, times: number): number[] {
  return Array.from({ length: times }, (_, i) => from * 2 ** (i + 1));
}
