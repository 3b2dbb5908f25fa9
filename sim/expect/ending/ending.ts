/** `panic`, `livelock`: whether the device crashes, or hangs in one instant for ever. */

import * as z from 'zod';

import { flag } from '../../document/fields.js';
import { isFound, pattern, patternText, type Pattern } from '../../document/pattern.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { expectation } from '../kind.js';
import { endingText } from './ending-text.js';

const WORDS = { panic: 'crashes', livelock: 'hangs in one instant' } as const;

/** What its keys are read into. */
export interface EndingCondition {
  readonly of: keyof typeof WORDS;
  readonly happens: boolean;
  /** What it says. */
  readonly pattern?: Pattern;
}

export const ending = expectation({
  keys: () => ({
    panic: z
      .union([flag('Whether it does.'), pattern('What it says.')], {
        error: () => 'expected true, false or text',
      })
      .optional()
      .describe('The device crashes: true, false, or what its cause says (text or /regex/).'),
    livelock: flag('The device hangs in one instant for ever: true or false.').optional(),
  }),
  span: 'so-far',
  read({ panic, livelock }): EndingCondition[] {
    const conditions: EndingCondition[] = [];
    if (typeof panic === 'boolean') conditions.push({ of: 'panic', happens: panic });
    else if (panic !== undefined) conditions.push({ of: 'panic', happens: true, pattern: panic });
    if (livelock !== undefined) conditions.push({ of: 'livelock', happens: livelock });
    return conditions;
  },
  text({ of, happens, pattern: wanted }) {
    const saying = wanted === undefined ? '' : ` with ${patternText(wanted)}`;
    return `the device ${happens ? '' : 'never '}${WORDS[of]}${saying}`;
  },
  judge,
});

/** Looks at how the run ends. */
function judge({ of, happens, pattern: wanted }: EndingCondition, { simulation }: JudgeContext): Judge {
  return {
    read: (): Reading => {
      const text = endingText(simulation);
      const happened =
        of === 'panic' ? simulation.kernel.panic !== undefined : simulation.kernel.livelock !== undefined;
      const isAsSaid = happened && (wanted === undefined || isFound(wanted, text ?? ''));
      return { holds: isAsSaid === happens, seen: text ?? 'the device runs' };
    },
  };
}
