/**
 * `npm run bench [-- --json]`: how fast the simulator is and how much memory it takes. Run on a quiet machine.
 * `-- --whole`: three runs as whole processes, without and with a trace; `-- --start`: what starting costs above bare Node; `-- --curves`: how it grows; `-- --compare BASE`: ratios to
 * another build (a folder, or a revision) in one interleaved run.
 *
 * Goals: (b) 200,000 segments a second, (c) under 0.2 s, first log line of the command in under 0.3 s, all ESP32 and
 * pools cases in one process in under 8 s. The real C code in its own virtual-time harness takes 2.9 s for (b)
 * (172,000 segments/s) and 0.69 s for (c) on this class of machine.
 */

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { casesIn } from '../conformance/case.js';
import { runCase } from '../conformance/run-case.js';
import { compare } from './compare.js';
import { curves, starting } from './curves.js';
import type { Compared } from './real-clients.js';
import { wholeProcesses } from './whole.js';
import { echoes, idle, visitors, type WorkloadResult } from './workloads.js';

const REFERENCE_FOLDERS = ['esp32', 'esp32-random', 'lwip-pools', 'lwip-pools-random'];
const ROOT = process.cwd();
const STARTUP_RUNS = 5;

interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
}

function conformance(): Row[] {
  const cases = REFERENCE_FOLDERS.flatMap((folder) => casesIn(join(ROOT, 'test/conformance', folder)));
  const started = performance.now();
  let segments = 0;
  for (const reference of cases) segments += runCase(reference).segments;
  const seconds = (performance.now() - started) / 1000;
  return [
    { name: `${cases.length} conformance cases, one process`, value: seconds, unit: 's', goal: '< 8' },
    { name: 'conformance cases', value: cases.length / seconds, unit: 'cases/s' },
    { name: 'conformance segments, whole trace', value: segments / seconds, unit: 'segments/s' },
  ];
}

function workload(
  name: string,
  result: WorkloadResult,
  goals: { segments?: string; seconds?: string },
): Row[] {
  const seconds = result.wallMs / 1000;
  return [
    { name, value: seconds, unit: 's', ...(goals.seconds === undefined ? {} : { goal: goals.seconds }) },
    {
      name: `${name}: segments`,
      value: result.segments / seconds,
      unit: 'segments/s',
      ...(goals.segments === undefined ? {} : { goal: goals.segments }),
    },
    { name: `${name}: virtual to real time`, value: result.virtualSeconds / seconds, unit: 'x' },
  ];
}

/** Time from starting the command to its first log line; the median of some runs. */
async function startUp(): Promise<Row[]> {
  const times: number[] = [];
  for (let i = 0; i < STARTUP_RUNS; i++) times.push(await firstLineMs());
  times.sort((a, b) => a - b);
  return [
    {
      name: 'command start to first log line',
      value: times[STARTUP_RUNS >> 1]! / 1000,
      unit: 's',
      goal: '< 0.3',
    },
  ];
}

function firstLineMs(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [
    join(ROOT, 'dist/sim/cli/main.js'),
    'replay',
    join(ROOT, 'scenarios/eighth-client-waits.yaml'),
  ]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => {
      resolve(performance.now() - started);
      child.kill();
    });
    child.once('exit', (code) => {
      if (code !== null && code !== 0) reject(new Error(`replay ended with status ${code}`));
    });
  });
}

function memory(): Row[] {
  const empty = idle(0, 1).retainedBytes;
  const busy = idle(7, 1).retainedBytes;
  if (empty === undefined || busy === undefined) return [];
  return [
    { name: 'memory of a simulated device', value: empty / 1024, unit: 'KiB' },
    { name: 'memory of a connection, both ends', value: (busy - empty) / 7 / 1024, unit: 'KiB' },
  ];
}

/** Real clients against the device, beside the same over loopback. */
async function realClients(): Promise<Row[]> {
  const { idleWebsockets, undiciPosts, wsEchoes } = await import('./real-clients.js');
  const rows = (name: string, { virtualUs, loopbackUs, toldUs }: Compared, goal: string): Row[] => [
    { name, value: virtualUs, unit: 'µs a message' },
    { name: `${name}: the same over loopback`, value: loopbackUs, unit: 'µs a message' },
    { name: `${name}: in comparison`, value: virtualUs / loopbackUs, unit: 'times', goal },
    { name: `${name}: its outcomes, for who asks`, value: toldUs, unit: 'µs a message' },
  ];
  return [
    ...rows('(d) ws echo of 7 clients, virtual time', await wsEchoes(), '<= 1'),
    ...rows('(e) undici POST, virtual time', await undiciPosts(), '<= 2'),
    { name: '(f) 7 idle clients of ws over 12 h', value: await idleWebsockets(), unit: 'ms', goal: '< 50' },
  ];
}

async function main(args: readonly string[]): Promise<void> {
  const [option, base] = args;
  if (option === '--compare') return compare(base ?? 'HEAD');
  if (option === '--curves') return curves();
  if (option === '--start') return starting();
  if (option === '--whole') return wholeProcesses();
  echoes(2000);
  const rows: Row[] = [
    ...conformance(),
    ...workload('(a) 1,000 clients connect, GET and leave', visitors(1000), {}),
    ...workload('(b) 100,000 websocket echoes of 4 clients', echoes(100_000), { segments: '> 200000' }),
    ...workload('(c) 7 idle sessions over 24 h', idle(7, 24), { seconds: '< 0.2' }),
    ...(await realClients()),
    ...(await startUp()),
    ...memory(),
  ];
  if (args.includes('--json')) {
    const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
    console.log(JSON.stringify({ machine, rows }, null, 2));
    return;
  }
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const { name, value, unit, goal } of rows) {
    const text = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
    console.log(
      `${name.padEnd(width)}  ${text.padStart(12)} ${unit.padEnd(10)} ${goal ? `goal ${goal}` : ''}`.trimEnd(),
    );
  }
}

await main(process.argv.slice(2));
