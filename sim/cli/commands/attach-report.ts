/** The console as it comes, and the summary, on standard output. */

import { capacityLines } from '../../report/summary/capacity.js';
import { ClientLog } from '../../report/console/client-log.js';
import { LineFold, type FoldedLine } from '../../report/console/line-fold.js';
import { ConsolePrinter } from '../../report/console/console.js';
import type { ClockSetting } from '../../report/console/console-w800.js';
import { Summary, SUMMARY_KINDS, type SummaryOptions } from '../../report/summary/summary.js';
import { printable } from '../../document/printable.js';
import type { Simulation } from '../../run/simulation.js';
import type { Scenario } from '../../language/scenario.js';
import type { CliIo } from '../io.js';
import type { ConsoleLevel } from './replay-options.js';

/** What is reported. */
export interface ReportPlan {
  readonly level: ConsoleLevel;
  /** The list of what the clients saw is printed. */
  readonly hasClientLog: boolean;
  /** All of it, and every console line of a device that repeats itself. */
  readonly isUnabridged: boolean;
  /** How much the summary tells. */
  readonly summary: SummaryOptions;
  readonly color: boolean;
}

const AS_IT_IS: FoldedLine = { note: undefined, isShown: true };

/** The wall clock at boot, where the scenario says it, and as its steps set it. */
function clockSettings({ device, steps }: Scenario): ClockSetting[] {
  const clock = device.tls?.client.clock;
  return [
    ...(clock === undefined ? [] : [{ atUs: 0, unix: clock }]),
    ...steps.filter((step) => 'device' in step).filter((step) => step.device === 'settime'),
  ];
}

/** Prints the console as it comes; the returned function prints the rest, `hints` last. */
export function attachReport(
  { trace }: Simulation,
  scenario: Scenario,
  plan: ReportPlan,
  { out, outIsTerminal }: CliIo,
  hints: (summary: Summary, scenario: Scenario) => readonly string[] = () => [],
): () => void {
  const { level, color, isUnabridged } = plan;
  const fold = new LineFold();
  const printNote = (note: string | undefined): void => {
    if (note !== undefined) out.write(`${note}\n`);
  };
  if (level !== 'none') {
    const console = new ConsolePrinter({
      level,
      color,
      terminal: outIsTerminal,
      clockSettings: clockSettings(scenario),
    });
    trace.subscribe(
      ['meta', 'log', 'res'],
      (record) => {
        if (record.k === 'log') {
          const text = console.text(record);
          const { note, isShown } = isUnabridged || text === '' ? AS_IT_IS : fold.take(record);
          printNote(note);
          if (isShown) out.write(Buffer.from(text, 'latin1'));
        } else if (record.k === 'meta') console.begin(record);
        else if (record.k === 'res') console.noteResources(record);
      },
      level,
    );
  }
  const summary = new Summary(plan.summary);
  // First, so that it knows the connections that the clients' log names.
  trace.subscribe(SUMMARY_KINDS, (record) => summary.accept(record));
  const clients = plan.hasClientLog ? new ClientLog(summary.connections, isUnabridged) : undefined;
  if (clients !== undefined) {
    trace.subscribe(['cli'], (record) => {
      if (record.k === 'cli') clients.accept(record);
    });
  }
  return () => {
    printNote(fold.end());
    const seen = clients?.lines() ?? [];
    const before = level === 'none' ? [] : [''];
    const lines = [
      ...before,
      ...(seen.length > 0 ? ['What the clients saw', ...seen, ''] : []),
      ...summary.lines(),
      ...capacityLines(scenario),
      ...hints(summary, scenario),
    ];
    out.write(`${printable(lines.join('\n'))}\n`);
  };
}
