/** Bad input, caught. */

import { basename } from 'node:path';

import { ScenarioError } from '../../sim/document/diagnostic.js';

/** The error that an action ends with. */
export function failureOf(action: () => unknown): ScenarioError {
  try {
    action();
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** `file:line:col code: message` of the first complaint, with the file's last name only. */
export function complaintOf(action: () => unknown): string {
  const { file, diagnostics } = failureOf(action);
  const { source, position, code, message } = diagnostics[0];
  const place = position === undefined ? '' : `:${String(position.line)}:${String(position.column)}`;
  return `${basename(source?.file ?? file)}${place} ${code}: ${message}`;
}
