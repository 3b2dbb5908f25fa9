/** Diagnostics about a place in a document. */

import type { EntryPart, ValuePath } from './place.js';
import type { Diagnostic, ErrorCode } from './diagnostic.js';
import type { ScenarioDocument } from './document.js';

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
