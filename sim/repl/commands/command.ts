/** What a command is, and what it gives back. */

import type { Breakpoints } from '../breakpoints/breakpoints.js';
import type { Breathe, DebugSession, Stop } from '../engine/debug-session.js';
import type { Style } from '../format/style.js';
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

/** What the console is given from outside. */
export interface ConsoleOptions {
  readonly style?: Style;
  /** Lets the outside in during long runs. */
  readonly breathe?: Breathe;
  /** Somebody will look back: see {@link DebugSession}. */
  readonly looksBack?: boolean;
  /** Writes a file for `save` and exports. */
  readonly writeFile: (file: string, text: string) => void;
  /** `machines --inspect` may serve the machines on this computer. */
  readonly mayServe?: boolean;
}

/** The console as its commands see it. */
export interface CommandConsole {
  readonly session: DebugSession;
  readonly breakpoints: Breakpoints;
  readonly commands: readonly Command[];
  readonly style: Style;
  readonly breathe: Breathe;
  readonly options: ConsoleOptions;
  /** Set by `quit`. */
  isOver: boolean;
  /** Result of a movement, as all of them give it. */
  stopped(stop: Stop): Result;
  /** Serves the machines to Stately's inspector from now on; returns the address of its page. */
  inspect(): Promise<string>;
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
  readonly complete?: (console: CommandConsole, words: readonly string[]) => readonly string[];
  readonly run: (console: CommandConsole, words: readonly Word[]) => Result | Promise<Result>;
}
