/** Everything that a page or a picture of a run needs, collected while it goes on. */

import { ExpectationWatch, hasExpectations } from '../../expect/watch.js';
import type { LogLevel } from '../../kernel/trace.js';
import type { Simulation } from '../../run/simulation.js';
import { caseResult } from '../check/run-case.js';
import type { CaseResult } from '../check/case-result.js';
import { verdictLines } from '../check/verdict-lines.js';
import { capacityLines } from '../summary/capacity.js';
import { Summary, SUMMARY_KINDS } from '../summary/summary.js';
import type { ViewData, ViewVerdict } from './view-data.js';
import { ViewRecorder } from './view-recorder.js';

/** Attach it before the run begins. */
export class RunReporter {
  private readonly summary = new Summary();
  private readonly recorder: ViewRecorder;
  private readonly watch: ExpectationWatch | undefined;

  /** `level`: the least important lines of the console that are kept, if any. */
  constructor(
    private readonly simulation: Simulation,
    level: LogLevel | 'none' = 'I',
  ) {
    const { trace, scenario } = simulation;
    this.recorder = new ViewRecorder(simulation, level);
    trace.subscribe(SUMMARY_KINDS, (record) => this.summary.accept(record));
    this.watch = hasExpectations(scenario) ? new ExpectationWatch(simulation) : undefined;
  }

  /** What came of the expectations, once the run is over; undefined where nothing is expected. */
  verdict(): CaseResult | undefined {
    const { scenario, seed, kernel } = this.simulation;
    return this.watch && caseResult(scenario, seed, this.watch.finish(), kernel.nowUs);
  }

  /** The run, for the view. */
  data(verdict: CaseResult | undefined): ViewData {
    const summary = [...this.summary.lines(), ...capacityLines(this.simulation.scenario)];
    return this.recorder.data({ summary, verdict: verdict && viewVerdict(verdict) });
  }
}

/** A verdict as the view shows it. */
function viewVerdict(result: CaseResult): ViewVerdict {
  return { isGood: result.status === 'passed', lines: verdictLines(result) };
}
