/** `lwip-twin replay FILE...`: checks all input, then runs one scenario after the other. */

import type { CaseResult } from '../report/check/case-result.js';
import { verdictLines } from '../report/check/verdict-lines.js';
import { ExitStatus, worse } from './exit-status.js';
import { loadAll } from './inputs.js';
import type { CliIo } from './io.js';
import {
  checkOverlaps,
  makeDirectories,
  planOutputs,
  STANDARD_OUTPUT,
  type OutputOption,
} from './output-plan.js';
import { wantsColor, type ReplayOptions } from './replay-options.js';
import { replay } from './replay-run.js';
import { STATUS_OF } from './verdict-status.js';

/** Runs the command; throws `UsageError` for options that can't be followed. */
export function replayCommand(files: readonly string[], options: ReplayOptions, io: CliIo): ExitStatus {
  const scenarios = loadAll(
    files,
    { set: options.set },
    io.err,
    wantsColor(options.color, io, io.errIsTerminal),
  );
  if (scenarios === undefined) return ExitStatus.badInput;

  const traceOption: OutputOption = {
    flag: '--trace',
    value: options.trace,
    extension: '.jsonl',
    canFollow: true,
  };
  const captureOption: OutputOption = {
    flag: '--pcapng',
    value: options.pcapng,
    extension: '.pcapng',
    canFollow: false,
  };
  const traces = planOutputs(traceOption, files);
  const captures = planOutputs(captureOption, files);
  checkOverlaps(files, [traces, captures]);
  makeDirectories(traceOption);
  makeDirectories(captureOption);

  const alone = options.trace === STANDARD_OUTPUT || options.pcapng === STANDARD_OUTPUT;
  const report = options.quiet !== true && !alone;
  let status: ExitStatus = ExitStatus.ok;
  for (const [i, scenario] of scenarios.entries()) {
    if (report && scenarios.length > 1) io.out.write(`${i === 0 ? '' : '\n'}=== ${scenario.file}\n`);
    const plan = {
      trace: traces[i],
      pcapng: captures[i],
      report,
      level: options.logLevel,
      heap: options.heap === true,
      seed: options.seed,
      color: wantsColor(options.color, io, io.outIsTerminal),
    };
    const { end, verdict } = replay(scenario, plan, io);
    if (verdict !== undefined) {
      printVerdict(verdict, report, plan.color, io);
      status = worse(status, STATUS_OF[verdict.status]);
    } else if (end !== 'until') {
      status = worse(status, end === 'panic' ? ExitStatus.panic : ExitStatus.livelock);
    }
  }
  return status;
}

/** A verdict that is not good is told even where nothing else is printed. */
function printVerdict(verdict: CaseResult, isReported: boolean, color: boolean, { out, err }: CliIo): void {
  const text = (paint: boolean): string => `${verdictLines(verdict, paint).join('\n')}\n`;
  if (isReported) out.write(`\n${text(color)}`);
  else if (verdict.status !== 'passed') err.write(text(false));
}
