/** What a step expected against what it saw: each part of an expectation alone, at its edge, and its words. */

import { expect, test } from 'vitest';
import type { StepExpectation } from '../../sim/hosts/steps/expectation.js';
import { expectedText, isAsExpected, seenText, type StepResult } from '../../sim/hosts/steps/judge-step.js';

const SEEN: StepResult = {
  ...{ outcome: 'answered', status: 200, text: 'hello world', opcode: 1, code: 1000 },
  ...{ firstByteUs: 1500, note: 'late' },
};

const held: readonly (readonly [StepExpectation, boolean, string])[] = [
  [{}, true, 'answered'],
  [{ outcome: 'closed' }, false, 'closed'],
  [{ withinUs: 2000 }, true, 'answered, within 2ms'],
  [{ withinUs: 1999 }, false, 'answered, within 1.999ms'],
  [{ status: [404, 200] }, true, 'answered, status 404 or 200'],
  [{ status: [404] }, false, 'answered, status 404'],
  [{ text: 'o w' }, true, 'answered, with "o w"'],
  [{ text: 'bye' }, false, 'answered, with "bye"'],
  [{ opcode: 1 }, true, 'answered, opcode 1'],
  [{ opcode: 2 }, false, 'answered, opcode 2'],
  [{ code: 1000 }, true, 'answered, code 1000'],
  [{ code: 1001 }, false, 'answered, code 1001'],
  [{ firstByteUs: 1500 }, true, 'answered, first byte within 1.5ms'],
  [{ firstByteUs: 1499 }, false, 'answered, first byte within 1.499ms'],
];

test.each(held)('%o: %s', (expectation, isHeld, words) => {
  expect(isAsExpected(expectation, 'answered', SEEN, 2000)).toBe(isHeld);
  expect(expectedText(expectation, 'answered')).toBe(words);
});

test('without anything seen, nothing of it is as expected', () => {
  const nothing: StepResult = { outcome: 'answered' };
  for (const one of [{ status: [200] }, { text: 'a' }, { opcode: 1 }, { code: 1000 }, { firstByteUs: 1 }])
    expect(isAsExpected(one, 'answered', nothing, 0), JSON.stringify(one)).toBe(false);
});

test('what was seen, in words', () => {
  expect(seenText(SEEN, 2500)).toBe(
    'answered, status 200, opcode 1, code 1000, "hello world", late, after 2.5ms',
  );
  expect(seenText({ outcome: 'closed', text: '' }, 0)).toBe('closed, after 0ms');
});
