/** What is expected of a step, from the file's form to the runner's. */

import type { ValuePath } from '../../document/place.js';
import { STEP_OUTCOMES, type StepExpectation, type TextPattern } from '../../hosts/behaviours/steps/types.js';
import { WS_BINARY, WS_CLOSE, WS_PING, WS_PONG, WS_TEXT } from '../../codec/ws-frame.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { given } from '../steps/normalize-step.js';
import type { MESSAGE_TYPES } from './schema-group-steps.js';

/** Any step's `expect` as written, after the schema's checks. */
export interface WrittenExpect {
  readonly outcome?: (typeof STEP_OUTCOMES)[number] | undefined;
  readonly within?: number | undefined;
  readonly status?: number | number[] | undefined;
  readonly text?: string | undefined;
  readonly type?: (typeof MESSAGE_TYPES)[number] | undefined;
  readonly code?: number | undefined;
  readonly first_byte?: number | undefined;
}

/** Opcodes of the types of messages. */
const MESSAGE_OPCODE: Readonly<Record<(typeof MESSAGE_TYPES)[number], number>> = {
  text: WS_TEXT,
  binary: WS_BINARY,
  close: WS_CLOSE,
  ping: WS_PING,
  pong: WS_PONG,
};

const PATTERN = /^\/(.+)\/([ims]*)$/s;
/** Outcomes that are only there when a time is over. */
const NEEDS_TIME: ReadonlySet<string | undefined> = new Set(['silent']);

/** Fills in, and says what can't be right. */
export function normalizeExpect(
  written: WrittenExpect,
  path: ValuePath,
  document: ScenarioDocument,
): { readonly expect: StepExpectation; readonly problem?: Diagnostic } {
  const { outcome, within, status, text, type, code, first_byte: firstByteUs } = written;
  const pattern = text === undefined ? undefined : patternOf(text);
  const expect: StepExpectation = {
    ...given('outcome', outcome),
    ...given('withinUs', within),
    ...given('status', typeof status === 'number' ? [status] : status),
    ...given('text', pattern instanceof SyntaxError ? undefined : pattern),
    ...given('opcode', type && MESSAGE_OPCODE[type]),
    ...given('code', code),
    ...given('firstByteUs', firstByteUs),
  };
  if (pattern instanceof SyntaxError) {
    const problem = diagnosticAt(document, [...path, 'text'], 'wrong-type', `text: ${pattern.message}`);
    return { expect, problem };
  }
  if (NEEDS_TIME.has(outcome) && within === undefined) {
    const message = `outcome: ${String(outcome)} needs a time`;
    const hint = 'add within: 5s, how long nothing must happen';
    return { expect, problem: diagnosticAt(document, [...path, 'outcome'], 'missing-key', message, hint) };
  }
  return { expect };
}

/** `/…/i` is a pattern, anything else text to find. */
function patternOf(text: string): TextPattern | SyntaxError {
  const match = PATTERN.exec(text);
  if (match === null) return text;
  try {
    return new RegExp(match[1] ?? '', match[2]);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
