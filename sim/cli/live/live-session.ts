/** A live run with what a command makes of it: console, refusals, files, summary, verdict. */

import { attachCapture } from '../../report/capture/attach-capture.js';
import { attachTrace } from '../../report/capture/attach-trace.js';
import { caseResult } from '../../report/check/run-case.js';
import { verdictLines } from '../../report/check/verdict-lines.js';
import { ExpectationWatch, hasExpectations } from '../../expect/watch.js';
import type { Scenario } from '../../language/scenario.js';
import { LiveRun } from '../../live/wall/live-run.js';
import { MS_PER_S } from '../../kernel/units.js';
import { attachReport } from '../commands/attach-report.js';
import type { ConsoleLevel } from '../commands/replay-options.js';
import type { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { OutputFile } from '../output/output-file.js';
import { STATUS_OF } from '../verdict-status.js';
import { RefusalLines } from './refusals.js';

/** What is wanted of a live run. */
export interface LivePlan {
  readonly seed: number | undefined;
  readonly speed: number;
  readonly level: ConsoleLevel;
  readonly color: boolean;
  /** Print nothing but errors. */
  readonly quiet: boolean;
  readonly trace: string | undefined;
  readonly pcapng: string | undefined;
}

/** One live run of a command. */
export class LiveSession {
  readonly run: LiveRun;
  private readonly files: OutputFile[] = [];
  private readonly watch: ExpectationWatch;
  private readonly printEnd: (() => void) | undefined;

  /** Throws `UsageError` and `NotLiveError`. */
  constructor(
    readonly scenario: Scenario,
    private readonly plan: LivePlan,
    private readonly io: CliIo,
  ) {
    const { seed, speed, level, color, quiet } = plan;
    this.run = new LiveRun(scenario, { seed, speed });
    const { simulation } = this.run;
    if (plan.trace !== undefined) attachTrace(simulation, this.file(plan.trace));
    if (plan.pcapng !== undefined) attachCapture(simulation, this.file(plan.pcapng));
    if (!quiet) {
      if (level !== 'none') this.tellRefusals();
      const report = { level, color, hasClientLog: false, isUnabridged: false, summary: {} };
      this.printEnd = attachReport(simulation, scenario, report, io);
    }
    this.watch = new ExpectationWatch(simulation, { judgesAnswers: false });
    this.run.onSettled(() => io.out.flush?.());
  }

  /** Prints a line now. */
  say(line: string): void {
    if (this.plan.quiet) return;
    this.io.out.write(`${line}\n`);
    this.io.out.flush?.();
  }

  /** Prints what has come of it and puts files in their places; the run must be over. */
  conclude(): ExitStatus {
    const { run, scenario, io, plan } = this;
    const { simulation, pacer } = run;
    this.printEnd?.();
    if (pacer.lostMs > 0)
      this.say(
        `This machine did not keep up: the device's clock was stopped for ${(pacer.lostMs / MS_PER_S).toFixed(1)} s in all.`,
      );
    while (this.files.length > 0) this.files.pop()?.commit();
    const verdict = caseResult(scenario, simulation.seed, this.watch.finish(), simulation.kernel.nowUs);
    if (hasExpectations(scenario) || verdict.status !== 'passed') {
      const { out, err } = io;
      const text = `${verdictLines(verdict, plan.color).join('\n')}\n`;
      if (!plan.quiet) out.write(`\n${text}`);
      else if (verdict.status !== 'passed') err.write(text);
    }
    return STATUS_OF[verdict.status];
  }

  /** Leaves no trace of unfinished files. */
  discard(): void {
    while (this.files.length > 0) this.files.pop()?.discard();
  }

  private file(path: string): (data: string | Uint8Array) => void {
    const file = new OutputFile(path);
    this.files.push(file);
    return (data) => {
      file.write(data);
    };
  }

  private tellRefusals(): void {
    const lines = new RefusalLines();
    this.run.simulation.trace.subscribe(['refuse'], (record) => {
      if (record.k !== 'refuse') return;
      const line = lines.take(record);
      if (line !== undefined) this.io.out.write(`${line}\n`);
    });
  }
}
