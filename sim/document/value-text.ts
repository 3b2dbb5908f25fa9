/** Values as messages show them. */

import { printableLine } from './printable.js';

const LONGEST_QUOTE = 40;

/** A value as people would write it, cut where it gets long. */
export function quoted(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `"${shortened(value)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
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
