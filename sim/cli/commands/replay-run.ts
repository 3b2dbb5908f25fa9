/** One scenario's run with its reports attached. */

import { attachCapture } from '../../report/capture/attach-capture.js';
import { attachTrace } from '../../report/capture/attach-trace.js';
import { strictly, type CaseResult } from '../../report/check/case-result.js';
import { chromeTrace } from '../../report/picture/chrome-trace.js';
import { RunReporter } from '../../report/timeline/run-reporter.js';
import { caseResult } from '../../report/check/run-case.js';
import { ExpectationWatch, hasExpectations } from '../../expect/watch.js';
import { attachReport, type ReportPlan } from './attach-report.js';
import { runPatiently } from '../patient-run.js';
import { Simulation } from '../../run/simulation.js';
import type { Scenario } from '../../language/scenario.js';
import type { Output } from '../output/fd-output.js';
import type { CliIo } from '../io.js';
import { RunProgress } from '../output/run-progress.js';
import { OutputFile } from '../output/output-file.js';
import { STANDARD_OUTPUT, type Target } from '../output/output-plan.js';
import { attachHint } from './advice-hint.js';
import type { ConsoleLevel } from './replay-options.js';

/** What is to be reported, and where to. */
export interface ReplayPlan extends ReportPlan {
  readonly trace: Target;
  /** Least important level of its log records. */
  readonly traceLevel: ConsoleLevel | undefined;
  readonly pcapng: Target;
  /** Chrome trace events. */
  readonly perfetto: Target;
  /** Console, clients and summary on standard output. */
  readonly report: boolean;
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
    if (plan.trace !== undefined) attachTrace(simulation, writerOf(open(plan.trace)), plan.traceLevel);
    if (plan.pcapng !== undefined) attachCapture(simulation, writerOf(open(plan.pcapng)));
    const writeEvents = attachEvents(simulation, plan.perfetto, open);
    const printEnd = plan.report
      ? attachReport(simulation, scenario, plan, io, attachHint(simulation))
      : undefined;
    const watch = new ExpectationWatch(simulation, { judgesAnswers: false });
    const progress = new RunProgress(io, scenario.untilUs);
    const { timeUs } = await runPatiently(simulation, {
      limitMs: plan.limitMs,
      look: (nowUs) => progress.show(nowUs),
      show: () => io.out.flush?.(),
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

function writerOf(output: Output): (data: string | Uint8Array) => void {
  return (data) => output.write(data);
}
