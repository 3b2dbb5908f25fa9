/** Everything that a page or a picture of a run needs, collected while it goes on. */

import type { LogLevel } from '../../kernel/trace.js';
import type { Simulation } from '../../run/simulation.js';
import type { CaseResult } from '../check/case-result.js';
import { verdictLines } from '../check/verdict-lines.js';
import { capacityLines } from '../summary/capacity.js';
import { Summary, SUMMARY_KINDS } from '../summary/summary.js';
import type { ViewData } from './view-data.js';
import { ViewRecorder } from './view-recorder.js';

/** Attach it before the run begins. */
export class RunReporter {
  private readonly summary = new Summary();
  private readonly recorder: ViewRecorder;

  /** `level`: the least important lines of the console that are kept, if any. */
  constructor(
    private readonly simulation: Simulation,
    level: LogLevel | 'none' = 'I',
  ) {
    this.recorder = new ViewRecorder(simulation, level);
    simulation.trace.subscribe(SUMMARY_KINDS, (record) => this.summary.accept(record));
  }

  /** The run, for the view; with the verdict on it, where it is judged. */
  data(verdict?: CaseResult): ViewData {
    const summary = [...this.summary.lines(), ...capacityLines(this.simulation.scenario)];
    if (verdict === undefined) return this.recorder.data({ summary });
    const { status } = verdict;
    return this.recorder.data({
      summary,
      verdict: { isGood: status === 'passed', lines: verdictLines(verdict) },
    });
  }
}
