/** Whether every step of a timeline is right, which may be a hundred thousand. */

import { quickCheck, REFUSED, type QuickCheck } from '../../document/quick-check.js';
import type { WrittenStep } from '../schema.js';
import { clientSteps } from './schema-client-steps.js';
import { deviceSteps } from './schema-device-steps.js';

/** Checks by the words of steps, made when such a step is read. */
const ofClients = checksOf(clientSteps);
const ofDevice = checksOf(deviceSteps);

/** The steps as the schema makes them; undefined if there is none, or one is not right: the schema says what is wrong. */
export function checkSteps(timeline: unknown): WrittenStep[] | undefined {
  if (!Array.isArray(timeline)) return undefined;
  const steps: WrittenStep[] = [];
  for (const written of timeline as readonly unknown[]) {
    const checked = checkStep(written);
    if (checked === REFUSED) return undefined;
    steps.push(checked as WrittenStep);
  }
  return steps;
}

function checkStep(written: unknown): unknown {
  if (typeof written !== 'object' || written === null) return REFUSED;
  const check =
    'do' in written ? ofClients(written.do) : 'device' in written ? ofDevice(written.device) : undefined;
  return check === undefined ? REFUSED : check(written);
}

function checksOf(
  steps: Readonly<Record<string, Parameters<typeof quickCheck>[0]>>,
): (word: unknown) => QuickCheck | undefined {
  const made = new Map<unknown, QuickCheck>();
  return (word) => {
    const known = made.get(word);
    if (known !== undefined || typeof word !== 'string' || !Object.hasOwn(steps, word)) return known;
    const check = quickCheck(steps[word]!);
    made.set(word, check);
    return check;
  };
}
