/** Diagnostics about a place in a document, and values as they are quoted in them. */

import type { EntryPart, ValuePath } from './place.js';
import { printableLine } from './printable.js';
import type { Diagnostic, ErrorCode } from './diagnostic.js';
import type { ScenarioDocument } from './document.js';

const LONGEST_QUOTE = 40;

/** Makes a diagnostic about the value or key at a path. */
export function diagnosticAt(
  document: ScenarioDocument,
  path: ValuePath,
  code: ErrorCode,
  message: string,
  hint?: string,
  part: EntryPart = 'value',
): Diagnostic {
  const { note, ...place } = document.locate(path, part);
  const hints = [hint, note].filter((one) => one !== undefined);
  return { code, message, hint: hints.length > 0 ? hints.join('; ') : undefined, ...place };
}

/** A value as people would write it, cut where it gets long. */
export function quoted(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `"${shortened(value)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `${typeof value}`;
}

/** Plain values as text (a scalar of YAML); anything else by its kind. */
export function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? 'null' : quoted(value);
}

/** The first line of what was thrown, which may be anything. */
export function thrownText(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : scalarText(error);
}

export function shortened(text: string): string {
  return printableLine(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
