/** What is wrong with a scenario file, where, and what would be right. */

import { codeFrame } from './code-frame.js';
import { printableLine } from './printable.js';
import type { Position, SourceText } from './place.js';

/** Every kind of complaint about a scenario: a closed set, so that tools can rely on it. */
export const ERROR_CODES = [
  'unreadable',
  'too-large',
  'not-utf8',
  'syntax',
  'not-one-document',
  'too-deep',
  'bad-alias',
  'duplicate-key',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'out-of-range',
  'missing-unit',
  'wrong-unit',
  'unknown-profile',
  'unknown-app',
  'unknown-step',
  'unknown-option',
  'unknown-value',
  'bad-payload',
  'conflict',
  'before-connect',
  'after-until',
  'circular-import',
  'unknown-parameter',
  'missing-parameter',
  'empty-matrix',
  'bad-config',
  'unsupported-value',
  'not-available',
  'bad-module',
  'bad-lock',
] as const;

/** One of `ERROR_CODES`. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One complaint. `position` is missing only where the file could not be read at all. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly message: string;
  /** What would be right: `did you mean "path"?`, `write 500ms, 500us or 500s`. */
  readonly hint?: string | undefined;
  readonly position?: Position | undefined;
  /** The offending text as it stands in the file; empty where something is missing. */
  readonly text: string;
  /** The file that it stands in, where that is not the error's own: an imported one, `--set`. */
  readonly source?: SourceText | undefined;
}

/** How `ScenarioError.format` prints. */
export interface FormatOptions {
  /** ANSI colours; off unless asked for. */
  readonly color?: boolean;
}

const MAX_PRINTED = 20;
const RED = '\u001b[31m';
const CYAN = '\u001b[36m';
const RESET = '\u001b[0m';

/** Bad input: a scenario that can't be read or run. Holds everything found, in file order. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  /** The first complaint's fields, for callers that want just one. */
  readonly code: ErrorCode;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly text: string;
  readonly hint: string | undefined;

  constructor(
    readonly file: string,
    readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]],
    private readonly source = '',
  ) {
    const first = diagnostics[0];
    super(headline(first.source?.file ?? file, first) + (first.hint === undefined ? '' : `; ${first.hint}`));
    this.code = first.code;
    this.line = first.position?.line;
    this.column = first.position?.column;
    this.text = first.text;
    this.hint = first.hint;
  }

  /** `file:line:col: message`, a code frame and the hint, for each complaint. */
  format(options: FormatOptions = {}): string {
    const shown = this.diagnostics
      .slice(0, MAX_PRINTED)
      .map((one) => this.formatOne(one, options.color === true));
    const more = this.diagnostics.length - shown.length;
    if (more > 0) shown.push(`… and ${String(more)} more`);
    return shown.join('\n\n');
  }

  private formatOne(one: Diagnostic, color: boolean): string {
    const { file, text } = one.source ?? { file: this.file, text: this.source };
    const lines = [headline(file, one)];
    // What came to light in the run is told without its text.
    if (one.position && text !== '') lines.push(codeFrame(text, one.position, one.text));
    if (one.hint !== undefined) lines.push(`  hint: ${one.hint}`);
    if (color) {
      lines[0] = `${RED}${lines[0] ?? ''}${RESET}`;
      if (one.hint !== undefined) lines.push(`${CYAN}${lines.pop() ?? ''}${RESET}`);
    }
    return lines.join('\n');
  }
}

function headline(file: string, { message, position }: Diagnostic): string {
  const place = position ? `:${String(position.line)}:${String(position.column)}` : '';
  return `${printableLine(file)}${place}: ${printableLine(message)}`;
}
