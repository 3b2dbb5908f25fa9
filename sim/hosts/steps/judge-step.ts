/** Whether a step came to what the scenario expects, and the words for what it expected and what was seen. */

import { US_PER_MS } from '../../kernel/units.js';
import { isFound, patternText } from '../../document/pattern.js';
import type { StepExpectation, StepOutcome } from './expectation.js';

const LONGEST_QUOTE = 60;

/** What a step came to. */
export interface StepResult {
  readonly outcome: StepOutcome;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Body of the answer, or the websocket message. */
  readonly text?: string;
  readonly opcode?: number;
  readonly code?: number;
  /** µs from the step's start to the first byte. */
  readonly firstByteUs?: number;
  /** More words for what was seen. */
  readonly note?: string;
}

/** Whether a result is as expected; `usual` is the outcome that the step is for. */
export function isAsExpected(
  expect: StepExpectation | undefined,
  usual: StepOutcome,
  result: StepResult,
  us: number,
): boolean {
  const { outcome = usual, withinUs, status, text, opcode, code, firstByteUs } = expect ?? {};
  if (result.outcome !== outcome) return false;
  // Waiting in vain takes exactly as long as was asked for.
  if (withinUs !== undefined && us > withinUs) return false;
  if (status !== undefined && !status.includes(result.status ?? 0)) return false;
  if (text !== undefined && !isFound(text, result.text ?? '')) return false;
  if (opcode !== undefined && result.opcode !== opcode) return false;
  if (code !== undefined && result.code !== code) return false;
  return firstByteUs === undefined || (result.firstByteUs !== undefined && result.firstByteUs <= firstByteUs);
}

/** `answered, status 200, within 2000ms`. */
export function expectedText(expect: StepExpectation, usual: StepOutcome): string {
  const { outcome = usual, withinUs, status, text, opcode, code, firstByteUs } = expect;
  const words: string[] = [outcome];
  if (status !== undefined) words.push(`status ${status.join(' or ')}`);
  if (opcode !== undefined) words.push(`opcode ${opcode}`);
  if (code !== undefined) words.push(`code ${code}`);
  if (text !== undefined)
    words.push(`with ${typeof text === 'string' ? shownText(text) : patternText(text)}`);
  if (firstByteUs !== undefined) words.push(`first byte within ${msText(firstByteUs)}`);
  if (withinUs !== undefined) words.push(`within ${msText(withinUs)}`);
  return words.join(', ');
}

/** `answered, status 404, "Nothing matches…", after 12.5ms`. */
export function seenText(result: StepResult, us: number): string {
  const { outcome, status, text, opcode, code, note } = result;
  const words: string[] = [outcome];
  if (status !== undefined) words.push(`status ${status}`);
  if (opcode !== undefined) words.push(`opcode ${opcode}`);
  if (code !== undefined) words.push(`code ${code}`);
  if (text !== undefined && text !== '') words.push(shownText(text));
  if (note !== undefined) words.push(note);
  words.push(`after ${msText(us)}`);
  return words.join(', ');
}

function shownText(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

function msText(us: number): string {
  return `${us / US_PER_MS}ms`;
}
