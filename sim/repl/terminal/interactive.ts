/** The session at a terminal: prompt, history, completion, Ctrl-C, and work in idle time. */

import { createInterface, type Interface } from 'node:readline';
import type { Console } from '../console.js';
import type { Interrupts } from './breathing.js';
import { complete } from './completer.js';
import { HISTORY_LINES, readHistory, writeHistory } from './history-file.js';
import type { Printer } from './print.js';

/** Idle work: milliseconds at a time, and between two times. */
const IDLE_SLICE_MS = 8;
const IDLE_PAUSE_MS = 2;

/** What the terminal session needs. */
export interface InteractiveOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly print: Printer;
  readonly interrupts: Interrupts;
  readonly historyFile: string | undefined;
  readonly greeting: string;
  readonly writeFile: (file: string, text: string) => void;
}

/** Runs until `quit` or the end of input. */
export async function runInteractive(console: Console, options: InteractiveOptions): Promise<void> {
  const { output, historyFile } = options;
  const lines = createInterface({
    input: options.input,
    output,
    terminal: true,
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
    history: historyFile === undefined ? [] : readHistory(historyFile),
    completer: (line: string) => complete(console, line),
  });
  if (historyFile !== undefined)
    lines.on('history', (history: string[]) => writeHistory(historyFile, history, options.writeFile));
  output.write(`${options.greeting}\n`);
  await new TerminalSession(console, lines, options).run();
}

class TerminalSession {
  private readonly queue: string[] = [];
  private busy = false;
  private closed = false;
  private idleTimer: NodeJS.Timeout | undefined;
  private finish: () => void = () => undefined;

  constructor(
    private readonly console: Console,
    private readonly lines: Interface,
    private readonly options: InteractiveOptions,
  ) {}

  /** Resolves when the session is over. */
  run(): Promise<void> {
    const { lines } = this;
    lines.on('line', (line) => {
      this.queue.push(line);
      void this.work();
    });
    lines.on('SIGINT', () => this.interrupt());
    lines.on('close', () => {
      this.closed = true;
      this.options.interrupts.interrupt();
      if (!this.busy) this.end();
    });
    this.prompt();
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.idleTimer);
    const { console, options } = this;
    for (let line = this.queue.shift(); line !== undefined; line = this.queue.shift()) {
      options.interrupts.reset();
      for await (const outcome of console.execute(line))
        options.output.write(options.print(outcome, console));
      if (console.isOver) break;
    }
    this.busy = false;
    if (this.console.isOver || this.closed) this.end();
    else this.prompt();
  }

  /** Ctrl-C: stops a run; at the prompt it clears the line. */
  private interrupt(): void {
    if (this.busy) {
      this.options.interrupts.interrupt();
      this.queue.length = 0;
      return;
    }
    this.options.output.write('^C\n');
    this.lines.write(null, { ctrl: true, name: 'e' });
    this.lines.write(null, { ctrl: true, name: 'u' });
    this.prompt();
  }

  private prompt(): void {
    this.lines.setPrompt(this.console.prompt);
    this.lines.prompt();
    this.rest();
  }

  /** Parks instances for looking back, while the person thinks. */
  private rest(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      if (this.busy || this.closed) return;
      const started = performance.now();
      const { session } = this.console;
      const isTimeUp = (): boolean => performance.now() - started > IDLE_SLICE_MS;
      if (session.timeline.tend(session.position, isTimeUp)) this.rest();
    }, IDLE_PAUSE_MS);
  }

  private end(): void {
    clearTimeout(this.idleTimer);
    if (!this.closed) {
      this.closed = true;
      this.lines.close();
    }
    this.finish();
  }
}
