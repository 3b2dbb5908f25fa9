/** `npm run bench -- --curves`: how whole processes grow with clients, steps and virtual time. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processCost } from './process-cost.js';
import { ScenarioFiles } from './scenario-files.js';

const COMMAND = join(process.cwd(), 'dist/sim/cli/main.js');

interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly sizes: readonly number[];
  readonly file: (files: ScenarioFiles, size: number) => string;
}

const CURVES: readonly Curve[] = [
  {
    name: 'clients in groups',
    unit: 'clients',
    sizes: [10, 100, 1000, 10_000, 100_000],
    file: (files, n) => files.groups(n),
  },
  {
    name: 'clients in steps',
    unit: 'clients',
    sizes: [10, 100, 1000, 10_000],
    file: (files, n) => files.churn(n),
  },
  {
    name: 'messages',
    unit: 'steps',
    sizes: [100, 1000, 10_000, 100_000],
    file: (files, n) => files.echoes(n),
  },
  { name: 'idle time', unit: 'hours', sizes: [1, 10, 100, 1000], file: (files, n) => files.idle(n) },
];

/** Measures every point and prints a table a curve. */
export async function curves(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-bench-'));
  const files = new ScenarioFiles(folder);
  try {
    for (const { name, unit, sizes, file } of CURVES) {
      console.log(`\n${name}\n${unit.padStart(10)}   CPU s   µs each   memory MB`);
      for (const size of sizes) {
        const { cpuS, memoryMb } = await processCost([
          COMMAND,
          'replay',
          file(files, size),
          '-q',
          '--log-level',
          'W',
        ]);
        const each = ((cpuS * 1e6) / size).toFixed(0);
        console.log(
          `${String(size).padStart(10)} ${cpuS.toFixed(2).padStart(7)} ${each.padStart(9)} ${memoryMb.toFixed(0).padStart(11)}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * `npm run bench -- --start`: what starting costs above bare Node, in turns with it, as users start it: the installed
 * command, with what V8 compiled in the start before.
 */
export async function starting(): Promise<void> {
  const eighth = join(process.cwd(), 'scenarios/eighth-client-waits.yaml');
  const tasks = [
    { name: 'bare Node', args: ['-e', '0'], goalMs: 0 },
    { name: '--help', args: [COMMAND, '--help'], goalMs: 40 },
    { name: 'first log line', args: [COMMAND, 'replay', eighth], goalMs: 80 },
    { name: 'check of one file', args: [COMMAND, 'check', eighth], goalMs: 150 },
  ];
  // What is measured is not the start that compiles.
  for (const { args } of tasks) await processCost(args);
  const rounds = 9;
  const walls = tasks.map((): number[] => []);
  const cpus = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { args, name }] of tasks.entries()) {
      const { wallS, cpuS } = await processCost(args, name === 'first log line');
      walls[i]!.push(wallS * 1000);
      cpus[i]!.push(cpuS * 1000);
    }
  }
  const least = (times: readonly number[]): number => Math.min(...times);
  const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[rounds >> 1]!;
  console.log(
    `milliseconds above bare Node (${least(walls[0]!).toFixed(0)}), the least and the median of ${rounds}`,
  );
  for (const [i, { name, goalMs }] of tasks.entries()) {
    const above = (times: readonly number[][], of: (one: readonly number[]) => number): string =>
      (of(times[i]!) - of(times[0]!)).toFixed(0).padStart(5);
    console.log(
      `${name.padEnd(20)} wall ${above(walls, least)} ${above(walls, middle)}  CPU ${above(cpus, least)} ${above(cpus, middle)}  goal ${goalMs}`,
    );
  }
}
