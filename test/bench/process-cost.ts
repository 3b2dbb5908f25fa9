/** What a whole process costs, measured by itself at its end: CPU of all its threads, wall time, memory. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MS_PER_S } from '../../sim/kernel/units.js';

/** Cost of a process. */
export interface ProcessCost {
  /** User and system time, seconds. */
  readonly cpuS: number;
  /** User time alone, seconds. */
  readonly userS: number;
  readonly wallS: number;
  /** Most memory that was resident. */
  readonly memoryMb: number;
}

/** The descriptor on which the process tells. */
const TELL_FD = 3;
/** Exit status of a run that could not begin. */
const BAD_INPUT = 2;
const US_PER_S = 1_000_000;
const KIB_PER_MB = 1024;
const TELL = `process.on('exit', () => require('node:fs').writeSync(${TELL_FD}, JSON.stringify(process.resourceUsage())));`;
let preloaded: string | undefined;

/** A file that Node requires first: not a module, whose loader a bare Node does not start, nor does the command. */
function preload(): string {
  if (preloaded !== undefined) return preloaded;
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-tell-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  preloaded = join(folder, 'tell.cjs');
  writeFileSync(preloaded, TELL);
  return preloaded;
}

/** Runs Node with these arguments. `untilOutput`: wall time ends with the first byte that it prints. */
export function processCost(args: readonly string[], untilOutput = false): Promise<ProcessCost> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--require', preload(), ...args], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  let told = '';
  let wallMs = 0;
  child.stdout!.on('data', () => {
    if (untilOutput && wallMs === 0) wallMs = performance.now() - began;
  });
  child.stdio[TELL_FD]!.on('data', (text: Buffer) => (told += text.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      // Its verdict may be bad; bad input is no measurement.
      if (told === '' || (code ?? 0) >= BAD_INPUT) {
        reject(new Error(`${args.join(' ')} ended with ${code}`));
        return;
      }
      if (wallMs === 0) wallMs = performance.now() - began;
      const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(told) as NodeJS.ResourceUsage;
      resolve({
        cpuS: (userCPUTime + systemCPUTime) / US_PER_S,
        userS: userCPUTime / US_PER_S,
        wallS: wallMs / MS_PER_S,
        memoryMb: maxRSS / KIB_PER_MB,
      });
    });
  });
}

/** The middle of several costs, each figure for itself. */
export function medianCost(costs: readonly ProcessCost[]): ProcessCost {
  const middle = (figure: (cost: ProcessCost) => number): number =>
    costs.map(figure).sort((a, b) => a - b)[costs.length >> 1]!;
  return {
    cpuS: middle(({ cpuS }) => cpuS),
    userS: middle(({ userS }) => userS),
    wallS: middle(({ wallS }) => wallS),
    memoryMb: middle(({ memoryMb }) => memoryMb),
  };
}
