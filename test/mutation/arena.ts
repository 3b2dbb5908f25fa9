/** A copy of the repository in which one fault stands at a time, and is judged by the tests. */

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { withMutant, type Mutant } from './mutants.js';

const COPIED = [
  'sim',
  'firmware-model',
  'test',
  'scenarios',
  'schema',
  'docs',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'README.md',
];
/** A run of the reference cases takes some ten seconds of CPU; a fault that makes it hang is noticed by this. */
const CONFORMANCE_LIMIT_CPU_S = 90;
/** For each of vitest's processes. */
const UNIT_LIMIT_CPU_S = 240;
/** For what waits without using the CPU. Long, so that a busy machine never looks like a noticed fault. */
const PATIENCE_MS = 30 * 60_000;

/** What noticed the fault; `survived` if nothing did. */
export type Judgement = 'conformance' | 'unit tests' | 'survived';

export class Arena {
  private readonly folder = mkdtempSync(join(tmpdir(), 'lwip-twin-mutation-'));

  constructor() {
    for (const name of COPIED) cpSync(resolve(name), join(this.folder, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
  }

  /** Makes the fault, asks the reference cases and then the tests that reach the file, and mends it. */
  async judge(mutant: Mutant): Promise<Judgement> {
    const path = join(this.folder, mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, withMutant(text, mutant));
    try {
      if (!(await this.passesConformance())) return 'conformance';
      return (await this.passesUnitTests(mutant.file)) ? 'survived' : 'unit tests';
    } finally {
      writeFileSync(path, text);
    }
  }

  /** Whether everything passes without a fault: a judge that always says no is no judge. */
  async isSound(file: string): Promise<boolean> {
    return (await this.passesConformance()) && (await this.passesUnitTests(file));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async passesConformance(): Promise<boolean> {
    const outfile = join(this.folder, 'test/conformance/judge.mjs');
    try {
      await build({
        entryPoints: [join(this.folder, 'test/mutation/reference-judge.ts')],
        ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' },
        external: ['typescript', 'esbuild', 'tsx', 'vitest'],
        banner: {
          js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
        },
      });
    } catch {
      return false;
    }
    return this.succeeds(process.execPath, [outfile], CONFORMANCE_LIMIT_CPU_S);
  }

  private passesUnitTests(file: string): Promise<boolean> {
    const [room = '', part = ''] = file.split('/').slice(file.startsWith('sim/') ? 1 : 0);
    const folders = file.startsWith('sim/') ? [`test/${room}/`] : [`test/${room}/${part}/`];
    const args = [
      'vitest',
      'run',
      '--bail=1',
      `--testTimeout=${PATIENCE_MS}`,
      '--maxWorkers=1',
      '--passWithNoTests',
    ];
    return this.succeeds(
      'npx',
      [...args, ...folders, 'test/properties/', 'test/scenarios/'],
      UNIT_LIMIT_CPU_S,
    );
  }

  private succeeds(command: string, args: readonly string[], limitCpuS: number): Promise<boolean> {
    return new Promise((done) => {
      const limited = ['-c', `ulimit -t ${limitCpuS}; exec "$@"`, 'judge', command, ...args];
      const child = spawn('bash', limited, { cwd: this.folder, stdio: 'ignore', detached: true });
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, PATIENCE_MS);
      child.on('exit', (status) => {
        clearTimeout(timer);
        done(status === 0);
      });
      child.on('error', () => done(false));
    });
  }
}
