/**
 * `npm run bench -- --compare BASE`: whole processes of this build beside those of another, one after the other in turns,
 * so that whatever else the machine does meets both. BASE is a folder with a build, or a revision of this repository.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { medianCost, processCost, type ProcessCost } from './process-cost.js';
import { ScenarioFiles } from './scenario-files.js';

const COMMAND = 'dist/sim/cli/main.js';
const ROUNDS = 7;

/** One thing that is measured. */
interface Task {
  readonly name: string;
  readonly args: readonly string[];
  /** Only the time to the first output counts. */
  readonly untilOutput?: boolean;
}

/** Measures all tasks and prints a line for each. */
export async function compare(base: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-bench-'));
  try {
    const other = buildOf(base, folder);
    const builds = [join(process.cwd(), COMMAND), join(other, COMMAND)];
    console.log(`user and system CPU seconds, medians of ${ROUNDS}; ratio: this build to ${base}`);
    for (const task of tasks(folder)) {
      const costs: ProcessCost[][] = builds.map(() => []);
      for (let round = 0; round < ROUNDS; round++)
        for (const [i, build] of builds.entries())
          costs[i]!.push(await processCost([build, ...task.args], task.untilOutput));
      const [mine, theirs] = costs.map(medianCost);
      console.log(line(task, mine!, theirs!));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each build does, from nothing but starting to the large workloads. */
function tasks(folder: string): Task[] {
  const files = new ScenarioFiles(folder);
  const eighth = join(process.cwd(), 'scenarios/eighth-client-waits.yaml');
  const replay = (file: string): string[] => ['replay', file, '--quiet', '--log-level', 'W'];
  return [
    { name: '--help', args: ['--help'] },
    { name: 'first log line', args: ['replay', eighth], untilOutput: true },
    { name: 'check of one file', args: ['check', eighth] },
    { name: 'check of the library', args: ['check', join(process.cwd(), 'scenarios')] },
    { name: '10,000 echoes', args: replay(files.echoes(10_000)) },
    {
      name: '10,000 echoes, traced',
      args: [...replay(files.echoes(10_000)), '--trace', join(folder, 'trace.jsonl')],
    },
    { name: '1,000 visitors', args: replay(files.churn(1000)) },
    { name: '24 idle hours', args: replay(files.idle(24)) },
  ];
}

function line({ name, untilOutput }: Task, mine: ProcessCost, theirs: ProcessCost): string {
  const figure = (cost: ProcessCost): number => (untilOutput === true ? cost.wallS : cost.cpuS);
  const text = (value: number): string => value.toFixed(3).padStart(8);
  const ratio = (figure(mine) / figure(theirs)).toFixed(2);
  const memory = (mine.memoryMb / theirs.memoryMb).toFixed(2);
  const unit = untilOutput === true ? 's wall' : 's     ';
  return `${name.padEnd(22)}${text(figure(mine))} ${text(figure(theirs))} ${unit}  ratio ${ratio}  memory ${memory}`;
}

/** A folder with a build: as given, or made of a revision. */
function buildOf(base: string, folder: string): string {
  const given = resolve(base);
  if (existsSync(join(given, COMMAND))) return given;
  const tree = join(folder, 'base');
  const git = (...args: string[]): void => void execFileSync('git', args, { stdio: 'ignore' });
  git('worktree', 'add', '--detach', tree, base);
  try {
    symlinkSync(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
    execFileSync(process.execPath, ['esbuild.config.js'], { cwd: tree, stdio: 'ignore' });
  } finally {
    git('worktree', 'prune');
  }
  return tree;
}
