/** `lwip-twin repl`: puts a session, a console and the outside world together. */

import type { Readable, Writable } from 'node:stream';
import { Console } from './console.js';
import { EditedScenario } from './engine/edited-scenario.js';
import { COLOURED, PLAIN } from './format/style.js';
import { runStream, runText, type BatchEnd, type BatchOutput } from './terminal/batch.js';
import { Interrupts } from './terminal/breathing.js';
import { runInteractive } from './terminal/interactive.js';
import { printJson, textPrinter } from './terminal/print.js';

/** What the command line says. */
export interface ReplOptions {
  /** A scenario file; without one an idle device of {@link profile}. */
  readonly scenario?: string | undefined;
  /** `NAME=VALUE` for parameters of the scenario. */
  readonly set: readonly string[];
  readonly profile: string;
  readonly app: string;
  readonly until: string;
  /** Commands to run instead of reading any. */
  readonly commands?: string | undefined;
  readonly json: boolean;
  readonly color: boolean;
  readonly historyFile: string | undefined;
}

/** Where commands come from and results go to. */
export interface ReplStreams {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Where a person sits, if it is a terminal. */
  readonly terminal: Writable & { readonly isTTY?: boolean };
  /** Where results go otherwise. */
  readonly output: BatchOutput;
  /** Writes a whole file, or throws and leaves the old one as it was. */
  readonly writeFile: (file: string, text: string) => void;
}

/** Runs a session to its end; tells how the worst of its commands ended, typed ones aside. Throws `ScenarioError` for a scenario that can't be run. */
export async function runRepl(options: ReplOptions, streams: ReplStreams): Promise<BatchEnd> {
  const { input, terminal, output, writeFile } = streams;
  const edited =
    options.scenario === undefined
      ? EditedScenario.idle(options.profile, options.app, options.until)
      : EditedScenario.read(options.scenario, options.set);
  await edited.recordRealClients();
  const interrupts = new Interrupts();
  const isInteractive = options.commands === undefined && input.isTTY === true && terminal.isTTY === true;
  const style = options.color && terminal.isTTY === true && !options.json ? COLOURED : PLAIN;
  const console = new Console(edited, {
    style,
    breathe: interrupts.breathe,
    looksBack: isInteractive,
    mayServe: isInteractive,
    writeFile,
  });
  const print = options.json ? printJson : textPrinter(style);
  if (!isInteractive) {
    return options.commands === undefined
      ? runStream(console, input, output, print)
      : runText(console, options.commands, output, print);
  }
  const { scenario } = console.session.timeline;
  await runInteractive(console, {
    input,
    print,
    interrupts,
    writeFile,
    output: terminal,
    historyFile: options.historyFile,
    greeting: `${scenario.name} on ${scenario.device.profile}. \`help\` lists the commands, \`step\` is the next event.`,
  });
  console.close();
  return 'well';
}
