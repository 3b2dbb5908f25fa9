/**
 * `npm run bench -- --whole`: three runs as whole processes, reading the file, running and reporting, without and with a
 * trace: what the real C code takes for the same work is in docs/speed.md.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { medianCost, processCost, type ProcessCost } from './process-cost.js';
import { ScenarioFiles } from './scenario-files.js';

const COMMAND = join(process.cwd(), 'dist/sim/cli/main.js');
const ROUNDS = 5;
const BYTES_PER_MB = 1e6;

/** Measures the three in turns with bare Node, and prints a line for each. */
export async function wholeProcesses(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-bench-'));
  const files = new ScenarioFiles(folder);
  const trace = join(folder, 'trace.jsonl');
  const replay = (file: string): string[] => [COMMAND, 'replay', file, '--quiet', '--log-level', 'W'];
  const runs = [
    { name: '100,000 websocket echoes', args: replay(files.echoes(100_000)) },
    { name: '1,000 clients GET and leave', args: replay(files.churn(1000)) },
    { name: '7 idle sessions for a day', args: replay(files.idle(24)) },
  ];
  const tasks = [
    { name: 'bare Node', args: ['-e', '0'] },
    ...runs,
    // The real C code's traces have log records from warnings on.
    ...runs.map(({ name, args }) => ({
      name: `${name}, traced at W`,
      args: [...args, '--trace', trace, '--trace-level', 'W'],
    })),
    ...runs.map(({ name, args }) => ({ name: `${name}, traced`, args: [...args, '--trace', trace] })),
  ];
  try {
    console.log(`user CPU seconds, medians of ${ROUNDS}`);
    const costs = tasks.map((): ProcessCost[] => []);
    const traceMb = tasks.map(() => 0);
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, { args }] of tasks.entries()) {
        costs[i]!.push(await processCost(args));
        if (args.includes(trace)) traceMb[i] = statSync(trace).size / BYTES_PER_MB;
      }
    for (const [i, { name }] of tasks.entries()) {
      const { userS, memoryMb } = medianCost(costs[i]!);
      const written = traceMb[i] === 0 ? '' : `  trace ${traceMb[i]!.toFixed(1)} MB`;
      console.log(
        `${name.padEnd(36)}${userS.toFixed(2).padStart(7)} s ${memoryMb.toFixed(0).padStart(5)} MB${written}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
