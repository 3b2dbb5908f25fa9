/** What the tests of the REPL share: consoles in memory, and runs to compare with. */

import { serializeRecord, type TraceRecord } from '../../sim/kernel/trace.js';
import { Console, type CommandReport } from '../../sim/repl/console.js';
import { Instance } from '../../sim/repl/engine/instance.js';
import { EditedScenario } from '../../sim/repl/engine/edited-scenario.js';
import { inspectAll, type View } from '../../sim/inspect/inspect.js';
import { loadScenario } from '../../sim/run/load.js';
import type { Scenario } from '../../sim/language/scenario.js';

/** Eight clients and a request: the eighth is never taken in. */
export const EIGHT_CLIENTS = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 20s
timeline:
${Array.from({ length: 8 }, (_, i) => `  - { at: ${100 + 10 * i}ms, client: tab${i + 1}, do: connect }`).join('\n')}
  - { at: 500ms, client: tab1, do: ws_open, path: /ws }
  - { at: 1s, client: tab8, do: http, path: /ws }
  - { at: 5s, client: tab2, do: close }
`;

/** Files written by a console in memory. */
export type Files = Map<string, string>;

/** A console on a scenario in memory. */
export function consoleOn(text: string, files: Files = new Map(), looksBack = false): Console {
  return new Console(EditedScenario.of(text, 'test.yaml'), {
    looksBack,
    writeFile: (file, content) => void files.set(file, content),
  });
}

/** Runs commands and gives what became of them. */
export async function run(console: Console, ...lines: readonly string[]): Promise<CommandReport[]> {
  const outcomes: CommandReport[] = [];
  for (const line of lines) for await (const outcome of console.execute(line)) outcomes.push(outcome);
  return outcomes;
}

/** The lines of a command that must go well. */
export async function linesOf(console: Console, line: string): Promise<string> {
  const outcomes = await run(console, line);
  for (const { ok, error, command } of outcomes) if (!ok) throw new Error(`${command}: ${error ?? 'no'}`);
  return outcomes.flatMap((outcome) => outcome.lines).join('\n');
}

/** A fresh run to a position: its trace so far and everything that can be seen there. */
export function freshRun(scenario: Scenario, position: number): { trace: string[]; view: View } {
  const instance = new Instance(scenario);
  const records: TraceRecord[] = [];
  instance.recordTo((record) => records.push(record));
  instance.advanceTo(position);
  return { trace: records.map(serializeRecord), view: inspectAll(instance) };
}

/** A fresh run of a saved scenario to its end. */
export function replay(text: string): string[] {
  return freshRun(loadScenario({ text, file: 'test.yaml' }), Number.POSITIVE_INFINITY).trace;
}

/** What a console has recorded up to where it stands. */
export function recorded({ session }: Console): string[] {
  const { history } = session.timeline;
  return [...history.records(0, history.recordsBefore(session.position))].map(serializeRecord);
}
