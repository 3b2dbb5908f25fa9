/** What a check prints and writes. */

import { join } from 'node:path';
import {
  checkReport,
  reportText,
  type PlacedResult,
  type SkippedCase,
} from '../../report/check/check-report.js';
import { annotationLines } from '../output/github.js';
import { junitXml } from '../../report/check/junit.js';
import { tapText } from '../../report/check/tap.js';
import { totalLine, verdictLines } from '../../report/check/verdict-lines.js';
import { TOOL_NAME, TOOL_VERSION } from '../../version.js';
import { ExitStatus, worse } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { STANDARD_OUTPUT } from '../output/output-plan.js';
import { wantsColor } from '../commands/replay-options.js';
import { UsageError } from '../usage-error.js';
import { wallMs } from '../wall-clock.js';
import { STATUS_OF } from '../verdict-status.js';
import { writeTextFile } from '../output/write-text-file.js';
import { checkPage } from '../../report/html/check-page.js';
import { viewAssets } from '../output/view-assets.js';
import type { PageNames } from './pages.js';
import type { CheckOptions } from './check-options.js';
import type { PlannedCase } from './plan.js';

const TOOL = `${TOOL_NAME} ${TOOL_VERSION}`;

/** Verdicts are shown so often, not line by line: a library has thousands. */
const SHOW_MS = 100;

/** Prints verdicts as they come, and writes the files at the end. */
export class CheckReporter {
  readonly placed: PlacedResult[] = [];
  private readonly color: boolean;
  private readonly isAnnotating: boolean;
  /** Verdicts on the console; not where a report stands there instead. */
  private readonly isTold: boolean;
  private shownMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: CheckOptions,
    private readonly io: CliIo,
  ) {
    const { tap = false, json, junit } = options;
    const onStandardOutput = [tap, json === STANDARD_OUTPUT, junit === STANDARD_OUTPUT].filter(
      Boolean,
    ).length;
    if (onStandardOutput > 1) throw new UsageError('only one report can go to standard output');
    if (json !== undefined && json === junit) throw new UsageError(`${json} would be written twice`);
    this.isTold = onStandardOutput === 0;
    this.color = wantsColor(options.color, io, io.outIsTerminal);
    this.isAnnotating = this.isTold && io.env['GITHUB_ACTIONS'] === 'true';
  }

  /** Takes the next result. */
  take(placed: PlacedResult): void {
    this.placed.push(placed);
    const { result } = placed;
    if (!this.isTold) return;
    const { quiet = false } = this.options;
    const lines =
      quiet && result.status === 'passed' && (result.warnings ?? []).length === 0
        ? []
        : verdictLines(result, this.color);
    if (this.isAnnotating) lines.push(...annotationLines(result, this.io.env['GITHUB_WORKSPACE']));
    if (lines.length > 0) this.tell(`${lines.join('\n')}\n`);
  }

  private tell(text: string): void {
    const { out } = this.io;
    out.write(text);
    const nowMs = wallMs();
    if (nowMs - this.shownMs < SHOW_MS) return;
    out.flush?.();
    this.shownMs = nowMs;
  }

  /** Writes all reports; the exit status. `notRun` were left out after a failure. */
  finish(notRun: readonly SkippedCase[]): ExitStatus {
    const { options, io } = this;
    const results = this.placed.map(({ result }) => result);
    if (this.isTold) {
      const left = notRun.length === 0 ? '' : `; ${notRun.length} not run (--bail)`;
      io.out.write(`${totalLine(results)}${left}\n`);
    }
    if (options.tap === true) io.out.write(tapText(results, notRun));
    this.write(options.json, () => reportText(checkReport(this.placed, TOOL, options.shard, notRun)));
    this.write(options.junit, () => junitXml(this.placed, TOOL, notRun));
    return results.reduce<ExitStatus>((status, one) => worse(status, STATUS_OF[one.status]), ExitStatus.ok);
  }

  /** Writes the index of the cases' pages. */
  async writeIndex(folder: string, names: PageNames): Promise<void> {
    const page = checkPage(this.placed, TOOL, await viewAssets(), (order) => names.get(order));
    writeTextFile(join(folder, 'index.html'), page);
  }

  private write(target: string | undefined, text: () => string): void {
    if (target === undefined) return;
    if (target === STANDARD_OUTPUT) this.io.out.write(text());
    else writeTextFile(target, text());
  }
}

/** What a check leaves out after a failure. */
export function leftOut(planned: readonly PlannedCase[]): SkippedCase[] {
  return planned.map(({ file, name, seed }) => ({
    file,
    name: `${name}, seed ${seed}`,
    why: 'not run (--bail)',
  }));
}
