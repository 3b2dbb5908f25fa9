/** One scenario's run with its reports attached. */

import { capacityLines } from '../../report/summary/capacity.js';
import { ClientLog } from '../../report/console/client-log.js';
import { LineFold, type FoldedLine } from '../../report/console/line-fold.js';
import { ConsolePrinter } from '../../report/console/console.js';
import type { ClockSetting } from '../../report/console/console-w800.js';
import { attachCapture } from '../../report/capture/attach-capture.js';
import { attachTrace } from '../../report/capture/attach-trace.js';
import { Summary, SUMMARY_KINDS, type SummaryOptions } from '../../report/summary/summary.js';
import { strictly, type CaseResult } from '../../report/check/case-result.js';
import { chromeTrace } from '../../report/picture/chrome-trace.js';
import { RunReporter } from '../../report/timeline/run-reporter.js';
import { caseResult } from '../../report/check/run-case.js';
import { ExpectationWatch, hasExpectations } from '../../expect/watch.js';
import { runPatiently } from '../patient-run.js';
import { printable } from '../../document/printable.js';
import { Simulation } from '../../run/simulation.js';
import type { Scenario } from '../../language/scenario.js';
import type { Output } from '../output/fd-output.js';
import type { CliIo } from '../io.js';
import { RunProgress } from '../output/run-progress.js';
import { OutputFile } from '../output/output-file.js';
import { STANDARD_OUTPUT, type Target } from '../output/output-plan.js';
import { TOOL_NAME } from '../../version.js';
import type { ConsoleLevel } from './replay-options.js';

/** What is to be reported, and where to. */
export interface ReplayPlan {
  readonly trace: Target;
  readonly pcapng: Target;
  /** Chrome trace events. */
  readonly perfetto: Target;
  /** Console, clients and summary on standard output. */
  readonly report: boolean;
  readonly level: ConsoleLevel;
  /** The list of what the clients saw is printed. */
  readonly hasClientLog: boolean;
  /** All of it, and every console line of a device that repeats itself. */
  readonly isUnabridged: boolean;
  /** How much the summary tells. */
  readonly summary: SummaryOptions;
  readonly color: boolean;
  /** `res` records carry `heap`. */
  readonly heap: boolean;
  /** Instead of the scenario's. */
  readonly seed: number | undefined;
  /** Warnings are failures. */
  readonly strict: boolean;
  /** Wall time that the run may take. */
  readonly limitMs: number | undefined;
}

/** What came of a run. */
export interface Replayed {
  /** Something was expected, or the device failed by itself. */
  readonly isTold: boolean;
  readonly verdict: CaseResult;
}

/** Runs a scenario; files that it was writing are gone when it throws. */
export async function replay(scenario: Scenario, plan: ReplayPlan, io: CliIo): Promise<Replayed> {
  const outputs: OutputFile[] = [];
  const open = (target: string): Output => {
    if (target === STANDARD_OUTPUT) return io.out;
    const output = new OutputFile(target);
    outputs.push(output);
    return output;
  };
  try {
    const { seed = scenario.seed } = plan;
    const options = { heapRecords: plan.heap, seed };
    const simulation = io.simulate?.(scenario, options) ?? new Simulation(scenario, options);
    if (plan.trace !== undefined) attachTrace(simulation, writerOf(open(plan.trace)));
    if (plan.pcapng !== undefined) attachCapture(simulation, writerOf(open(plan.pcapng)));
    const writeEvents = attachEvents(simulation, plan.perfetto, open);
    const printEnd = plan.report ? attachReport(simulation, scenario, plan, io) : undefined;
    const watch = new ExpectationWatch(simulation, { judgesAnswers: false });
    const progress = new RunProgress(io, scenario.untilUs);
    const { timeUs } = await runPatiently(simulation, {
      limitMs: plan.limitMs,
      look: (nowUs) => progress.show(nowUs),
    });
    progress.clear();
    printEnd?.();
    writeEvents?.();
    while (outputs.length > 0) outputs.pop()?.commit();
    const found = caseResult(scenario, seed, watch.finish(), timeUs);
    const verdict = plan.strict ? strictly(found) : found;
    return { isTold: hasExpectations(scenario) || verdict.status !== 'passed', verdict };
  } finally {
    for (const output of outputs) output.discard();
  }
}

/** Chrome trace events are written at the end; the file is there before. */
function attachEvents(
  simulation: Simulation,
  target: Target,
  open: (target: string) => Output,
): (() => void) | undefined {
  if (target === undefined) return undefined;
  const output = open(target);
  const reporter = new RunReporter(simulation, 'none');
  return () => output.write(chromeTrace(reporter.data()));
}

/** Where somebody did not get what it wanted, the command that looks for a cure. */
function adviceHint(summary: Summary, { file }: Scenario): string[] {
  const isWell = summary.outcomes().every(({ isContent, cause }) => isContent || cause === undefined);
  return isWell ? [] : [`What would cure it: ${TOOL_NAME} advise ${file}`];
}

const AS_IT_IS: FoldedLine = { note: undefined, isShown: true };

function writerOf(output: Output): (data: string | Uint8Array) => void {
  return (data) => output.write(data);
}

/** Prints the console as it comes; the returned function prints the rest. */
/** The wall clock at boot, where the scenario says it, and as its steps set it. */
function clockSettings({ device, steps }: Scenario): ClockSetting[] {
  const clock = device.tls?.client.clock;
  return [
    ...(clock === undefined ? [] : [{ atUs: 0, unix: clock }]),
    ...steps.filter((step) => 'device' in step).filter((step) => step.device === 'settime'),
  ];
}

function attachReport(
  { trace }: Simulation,
  scenario: Scenario,
  plan: ReplayPlan,
  { out, outIsTerminal }: CliIo,
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
      ...adviceHint(summary, scenario),
    ];
    out.write(`${printable(lines.join('\n'))}\n`);
  };
}
