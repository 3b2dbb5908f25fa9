/** The steps that clients of a group take one after the other. */

import * as z from 'zod';

import { groupSteps as definitions, type GroupWord } from '../../hosts/steps/registry.js';
import { REPEAT_ABOUT, repeatKeys } from '../../hosts/steps/repeat/repeat.js';
import type { WrittenExpect } from '../../hosts/steps/expectation.js';
import { laterMap, once } from '../../document/lazy-schema.js';
import { discriminated, mapEntries } from '../schema-parts.js';

const MOST_STEPS = 10_000;

/** A step as written, after the schema's checks; its own keys are for its definition to read. */
export interface WrittenSingleStep {
  readonly do: GroupWord;
  readonly on?: string | undefined;
  /** `connect`: the connection's name. */
  readonly as?: string | undefined;
  /** `segment`: the client does not become raw. */
  readonly spoof?: boolean | undefined;
  readonly expect?: WrittenExpect | undefined;
}

/** A repeat as written, after the schema's checks. */
export interface WrittenRepeat {
  readonly do: 'repeat';
  readonly times?: number | undefined;
  readonly every?: number | undefined;
  readonly steps: readonly WrittenGroupStep[];
}

/** Any step as written, after the schema's checks. */
export type WrittenGroupStep = WrittenSingleStep | WrittenRepeat;

const step = (word: string, about: string, keys: () => z.ZodRawShape): z.ZodObject =>
  laterMap(() => ({ do: z.literal(word).describe(about), ...keys() }), about, { word: ['do', word] });

/** Every step of a group by the word after `do`. */
export const groupSteps = once((): Readonly<Record<GroupWord | 'repeat', z.ZodObject>> => ({
  ...mapEntries(definitions, ({ about, keys }, word) => step(word, about, keys)),
  repeat: step('repeat', REPEAT_ABOUT, () => repeatKeys(z.lazy(groupStepList).describe('The steps.'))),
}));

/** All words that may stand after `do` in a group. */
export const GROUP_STEP_WORDS = [...Object.keys(definitions), 'repeat'];

/** A list of steps. */
export const groupStepList = once((): z.ZodType<WrittenGroupStep[]> =>
  z
    .array(discriminated<WrittenGroupStep>('do', Object.values(groupSteps())), {
      error: () => 'expected a list of steps',
    })
    .min(1, { error: () => 'expected at least one step' })
    .max(MOST_STEPS, { error: () => 'expected fewer steps' }),
);
