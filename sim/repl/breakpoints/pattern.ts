/** Texts to look for: plain words, or `/regular expressions/`. */

import { scalarText } from '../../document/value-text.js';
import { UserError } from '../user-error.js';

/** Tells whether a text contains the pattern. */
export type TextPattern = (text: string) => boolean;

/** Makes a pattern of what was typed: `/re/` and `/re/i` are regular expressions. */
export function textPattern(written: string): TextPattern {
  const match = /^\/(.+)\/([a-z]*)$/.exec(written);
  if (match === null) return (text) => text.includes(written);
  const [, source = '', flags = ''] = match;
  try {
    const expression = new RegExp(source, flags.replace(/[gy]/g, ''));
    return (text) => expression.test(text);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : scalarText(error));
  }
}
