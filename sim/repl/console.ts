/**
 * The console: takes lines, runs commands on a session, gives results.
 *
 * It knows nothing of terminals and files; those are in terminal/.
 */

import { scalarText } from '../document/value-text.js';
import { Breakpoints } from './breakpoints/breakpoints.js';
import type { Command, CommandConsole, ConsoleOptions, Result } from './commands/command.js';
import { ALL_COMMANDS } from './commands/index.js';
import { findCommand, wordsOf } from './commands/find.js';
import { lastTask } from './engine/motions.js';
import type { EditedScenario } from './engine/edited-scenario.js';
import { type Breathe, DebugSession, type Stop } from './engine/debug-session.js';
import { stopResult } from './format/stop.js';
import { PLAIN, type Style } from './format/style.js';
import { timeText } from './format/time.js';
import { InspectorServer } from './inspector/server.js';
import { UserError } from './user-error.js';
import { splitCommands } from './words.js';

/** What became of one command. */
export interface CommandReport {
  readonly command: string;
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly data?: unknown;
  /** Complaint of a command that failed, and what would be right. */
  readonly error?: string;
  readonly hint?: string;
  /** The failure is one of ours. */
  readonly isInternal?: true;
}

const NEVER_INTERRUPTED: Breathe = () => Promise.resolve(false);

export class Console implements CommandConsole {
  readonly session: DebugSession;
  readonly breakpoints: Breakpoints;
  readonly commands: readonly Command[] = ALL_COMMANDS;
  readonly style: Style;
  readonly breathe: Breathe;
  /** Set by `quit`. */
  isOver = false;
  private repeatable = '';
  private inspector: InspectorServer | undefined;

  constructor(
    edited: EditedScenario,
    readonly options: ConsoleOptions,
  ) {
    this.session = new DebugSession(edited, options.looksBack);
    this.breakpoints = new Breakpoints(this.session.timeline);
    this.style = options.style ?? PLAIN;
    this.breathe = options.breathe ?? NEVER_INTERRUPTED;
  }

  /** `1.200s httpd>`: the virtual time and the task that ran last. */
  get prompt(): string {
    const { session } = this;
    const task = lastTask(session.timeline.history, session.position);
    const where = session.isAtEnd ? ' end' : task === undefined ? '' : ` ${task}`;
    return `${this.style('prompt', `${timeText(session.timeUs)}${where}>`)} `;
  }

  /** Runs the commands of a line one after the other. An error ends the command, never the session. */
  async *execute(line: string): AsyncGenerator<CommandReport> {
    let commands: string[];
    try {
      commands = line.trim() === '' && this.repeatable !== '' ? [this.repeatable] : splitCommands(line);
    } catch (error) {
      yield failure(line, error);
      return;
    }
    for (const command of commands) {
      yield await this.run(command);
      if (this.isOver) return;
    }
  }

  /** Result of a movement, as all of them give it. */
  stopped(stop: Stop): Result {
    return stopResult(this.session, stop, this.style);
  }

  /** Serves the machines to Stately's inspector from now on; returns the address of its page. */
  inspect(): Promise<string> {
    this.inspector ??= new InspectorServer(this.session);
    return this.inspector.start();
  }

  /** Ends what the session has opened. */
  close(): void {
    this.inspector?.stop();
  }

  private async run(text: string): Promise<CommandReport> {
    try {
      const [name, ...words] = wordsOf(this.commands, text);
      const command = findCommand(this.commands, name?.text ?? '');
      this.repeatable = command.repeats ? text : '';
      const { lines, data, ok = true } = await command.run(this, words);
      this.inspector?.follow();
      return { command: text, ok, lines, data };
    } catch (error) {
      return failure(text, error);
    }
  }
}

function failure(command: string, error: unknown): CommandReport {
  if (error instanceof UserError) {
    const { message, hint } = error;
    return { command, ok: false, lines: [], error: message, ...(hint === undefined ? {} : { hint }) };
  }
  const message = error instanceof Error ? error.message : scalarText(error);
  return {
    command,
    ok: false,
    lines: [],
    isInternal: true,
    error: `internal error: ${message}`,
    hint: 'please report this',
  };
}
