/** What is wrong with a step as such: neither a client's nor the device's, or one that doesn't exist. */

import type { ErrorCode } from '../../document/diagnostic.js';
import type { EntryPart } from '../../document/place.js';
import { CLIENT_STEP_KINDS } from './schema-client-steps.js';
import { DEVICE_STEP_KINDS } from './schema-device-steps.js';
import { isClientStepKind, isDeviceStepKind } from '../schema-walk.js';
import { nearest, suggestion } from '../../document/suggest.js';

/** A complaint about a step or one of its keys. */
export interface StepProblem {
  readonly key?: string;
  readonly part?: EntryPart;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const FORMS = 'a step is { at, client, do, … } or { at, device, … }';

/** The complaint, or undefined if the step is of a known kind and its fields are to blame. */
export function explainStepShape(step: unknown): StepProblem | undefined {
  if (typeof step !== 'object' || step === null || Array.isArray(step)) {
    return { code: 'wrong-type', message: 'not a step', hint: FORMS };
  }
  if ('do' in step && 'device' in step) {
    const hint = 'a step is either about a client or about the device';
    return { key: 'device', part: 'key', code: 'conflict', message: 'both do and device in one step', hint };
  }
  if ('do' in step) return clientKind(step.do);
  if ('device' in step) return deviceKind(step.device);
  return neither(Object.keys(step));
}

function clientKind(word: unknown): StepProblem | undefined {
  if (isClientStepKind(word)) return undefined;
  const name = typeof word === 'string' ? word : '';
  const hint = isDeviceStepKind(word)
    ? `"${word}" is a step of the device: write device: ${word}, without client`
    : suggestion(name, CLIENT_STEP_KINDS);
  return { key: 'do', code: 'unknown-step', message: `unknown step ${JSON.stringify(word)}`, hint };
}

function deviceKind(word: unknown): StepProblem | undefined {
  if (isDeviceStepKind(word)) return undefined;
  const name = typeof word === 'string' ? word : '';
  const hint = isClientStepKind(word)
    ? `"${word}" is a step of a client: write client: NAME, do: ${word}`
    : suggestion(name, DEVICE_STEP_KINDS);
  return {
    key: 'device',
    code: 'unknown-step',
    message: `unknown device step ${JSON.stringify(word)}`,
    hint,
  };
}

function neither(keys: readonly string[]): StepProblem {
  for (const key of keys) {
    if (key === 'at' || key === 'client') continue;
    const near = nearest(key, ['do', 'device']);
    if (near !== undefined) {
      const hint = `did you mean "${near}"?`;
      return { key, part: 'key', code: 'unknown-key', message: `unknown key "${key}" in a step`, hint };
    }
  }
  return { code: 'missing-key', message: 'a step needs do or device', hint: FORMS };
}
