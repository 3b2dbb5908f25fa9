/** What a command is, and what it gives back. */

import type { Console } from '../console.js';
import type { Word } from '../words.js';

/** Headings of `help`. */
export const GROUPS = ['moving', 'stopping', 'looking', 'doing', 'session'] as const;
export type Group = (typeof GROUPS)[number];

/** Result of a command: lines for people, data for tools. */
export interface Result {
  readonly lines: readonly string[];
  readonly data?: unknown;
  /** False: the command ran and its answer is no (`check`). */
  readonly ok?: boolean;
}

/** One command of the REPL. */
export interface Command {
  /** Its name, then its short forms. */
  readonly names: readonly [string, ...string[]];
  readonly group: Group;
  /** What stands behind the name. */
  readonly usage: string;
  /** One line of `help`. */
  readonly summary: string;
  /** More, for `help NAME`. */
  readonly details?: string;
  /** An empty line repeats it, as gdb does for stepping. */
  readonly repeats?: true;
  /** Words that may come next. */
  readonly complete?: (console: Console, words: readonly string[]) => readonly string[];
  readonly run: (console: Console, words: readonly Word[]) => Result | Promise<Result>;
}
