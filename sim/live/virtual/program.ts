/**
 * An unmodified program in virtual time: its whole life is the body of a run.
 *
 * Loaded by `node --import lwip-twin/net`, before the program. The environment says what the device is:
 * LWIP_TWIN_SCENARIO (file), LWIP_TWIN_SET (JSON list of `NAME=VALUE`), LWIP_TWIN_SEED, LWIP_TWIN_NAMES and
 * LWIP_TWIN_ALLOW (separated by blanks or commas), LWIP_TWIN_CLIENT, LWIP_TWIN_TRACE and LWIP_TWIN_PCAPNG (files),
 * LWIP_TWIN_QUIET (no summary).
 *
 * The program ends as ever: when nothing is left that would keep it alive (virtual timers, sockets and servers counted),
 * by `process.exit`, or by what nobody catches. At the scenario's `until`, or when nothing will ever happen any more, its
 * time is over and it ends with status 0. The
 * summary and the failed expectations go to standard error; where the program ended with 0, failed expectations end it
 * with 1, a device that crashed with 3, one that hangs with 4. Package managers and other runners of programs (npm, npx, pnpm,
 * yarn) and worker threads are left alone.
 */

import { scalarText } from '../../document/value-text.js';
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';

import { ScenarioError } from '../../document/diagnostic.js';
import { loadScenario } from '../../run/load.js';
import { realPrograms } from '../../run/run-groups.js';
import { attachCapture } from '../../report/capture/attach-capture.js';
import { attachTrace } from '../../report/capture/attach-trace.js';
import type { CaseStatus } from '../../report/check/case-result.js';
import { detailLines } from '../../report/check/verdict-lines.js';
import { EndOfVirtualTimeError, NothingLeftError, NotPossibleError } from './errors.js';
import { watchMain } from '../watch/watch-main.js';
import { VirtualRun } from './run.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Writes a file whole or not at all; throws an `Error` that says what is wrong. */
type WriteFile = (path: string, data: string | Uint8Array) => void;

const RUNNERS: ReadonlySet<string> = new Set([
  'npm',
  'npx',
  'pnpm',
  'pnpx',
  'yarn',
  'npm-cli.js',
  'npx-cli.js',
  'pnpm.cjs',
  'yarn.js',
  'corepack',
]);

const FAILED = 1;
const BAD_INPUT = 2;
const CRASHED = 3;
const HANGS = 4;

/** Takes over the process that has begun, if the environment names a scenario. */
export function startProgram(env: Environment, writeFile: WriteFile): void {
  const { LWIP_TWIN_SCENARIO: file } = env;
  const program = basename(process.argv[1] ?? '');
  if (RUNNERS.has(program) || !isMainThread) return;
  if (file === undefined || file === '') {
    process.stderr.write('lwip-twin/net: LWIP_TWIN_SCENARIO names no scenario\n');
    process.exit(BAD_INPUT);
  }
  try {
    begin(file, env, writeFile);
  } catch (error) {
    if (!(error instanceof ScenarioError) && !(error instanceof NotPossibleError)) throw error;
    process.stderr.write(`${error instanceof ScenarioError ? error.format() : error.message}\n`);
    process.exit(BAD_INPUT);
  }
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function begin(file: string, env: Environment, writeFile: WriteFile): void {
  const scenario = loadScenario(file, {
    set: JSON.parse(env['LWIP_TWIN_SET'] ?? '[]') as string[],
    outside: [env['LWIP_TWIN_CLIENT'] ?? 'app'],
    beforeModule: watchMain(),
  });
  if (realPrograms(scenario.groups).size > 0)
    throw new NotPossibleError(`${file} has real clients of its own: run it with lwip-twin replay`);
  const { LWIP_TWIN_SEED: seed, LWIP_TWIN_TRACE: traceFile, LWIP_TWIN_PCAPNG: captureFile } = env;
  const allow = words(env['LWIP_TWIN_ALLOW']);
  const run = new VirtualRun(scenario, {
    untilUs: scenario.untilUs,
    seed: seed === undefined ? undefined : Number(seed),
    names: words(env['LWIP_TWIN_NAMES']),
    allow: allow.includes('all') ? 'all' : allow,
    client: env['LWIP_TWIN_CLIENT'],
    onWork: () => {
      life.wake();
    },
  });
  const life = new Life(run);
  const trace: string[] = [];
  const capture: Uint8Array[] = [];
  if (traceFile !== undefined) attachTrace(run.simulation, (line) => trace.push(line));
  if (captureFile !== undefined) attachCapture(run.simulation, (bytes) => capture.push(bytes.slice()));
  run.begin();
  process.once('exit', (status) => {
    const result = run.finish();
    const isWritten =
      (traceFile === undefined || isDone(() => writeFile(traceFile, trace.join('')))) &&
      (captureFile === undefined || isDone(() => writeFile(captureFile, Buffer.concat(capture))));
    if (!isWritten && status === 0) process.exitCode = BAD_INPUT;
    if (env['LWIP_TWIN_QUIET'] === undefined) process.stderr.write(`${result.summaryText()}\n`);
    const { verdict } = result;
    if (verdict.status === 'passed') return;
    process.stderr.write(`${detailLines(verdict).join('\n')}\n`);
    if (status === 0 && isWritten) process.exitCode = statusOf(verdict.status);
  });
}

function statusOf(verdict: CaseStatus): number {
  if (verdict === 'failed') return FAILED;
  return verdict === 'hangs' ? HANGS : CRASHED;
}

/** Does something with a file; false, with a line on standard error, when that fails. */
function isDone(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    process.stderr.write(`lwip-twin/net: ${error instanceof Error ? error.message : scalarText(error)}\n`);
    return false;
  }
}

/**
 * Drives the run while there is something virtual to wait for. Without, it is Node's own event loop that decides whether
 * the process goes on.
 */
class Life {
  private isDriven = false;

  constructor(private readonly run: VirtualRun) {}

  /** A timer, a connection or a server has begun. */
  wake(): void {
    if (this.isDriven) return;
    this.isDriven = true;
    // What has begun is there only when the call that begins it has returned.
    process.nextTick(() => void this.drive());
  }

  private async drive(): Promise<void> {
    try {
      while (this.run.isAlive) await this.run.driver.run(() => !this.run.isAlive);
    } catch (error) {
      // Its time is over, or nothing will ever happen any more: as if somebody had ended it.
      if (error instanceof EndOfVirtualTimeError || error instanceof NothingLeftError) process.exit();
      process.stderr.write(
        `${error instanceof Error ? `${error.name}: ${error.message}` : scalarText(error)}\n`,
      );
      process.exit(CRASHED);
    } finally {
      this.isDriven = false;
    }
  }
}
