/** A command of a vendor's test through `lwip-twin run`. */

import { spawnSync, type SpawnSyncReturns, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';

/** A test of the vendor's, and what it meets. */
export interface VendorTest {
  /** The user's copy. */
  readonly file: string;
  /** The device. */
  readonly scenario: string;
  /** For what is needed meanwhile. */
  readonly folder: string;
  /** Further options of `lwip-twin run`. */
  readonly options: readonly string[];
}

const LIMIT_MS = 600_000;
const MAIN = join(import.meta.dirname, '../../sim/cli/main.ts');

/** Runs it to its end. */
export function throughRun(
  { scenario, options }: VendorTest,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions = 'pipe',
): SpawnSyncReturns<string> {
  const words = ['--import', 'tsx', MAIN, 'run', scenario, ...options, '--', ...command];
  return spawnSync(process.execPath, words, {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    stdio,
    env: { ...process.env, ...env },
  });
}
