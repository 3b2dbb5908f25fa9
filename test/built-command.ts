/**
 * The command as a process: bundled once a test run (`globalSetup` of the test configurations), for a process that
 * compiles the sources as it starts takes seconds.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCommand } from '../esbuild.command.js';

/** Runs at the same time do not meet. Tests' processes inherit the variable. */
const VARIABLE = 'LWIP_TWIN_TEST_BUILD';
const ROOT = join(import.meta.dirname, '..');

/** The command's main module. */
export const builtCommand = (): string => built('sim/cli/main.js');
/** What programs load to meet the simulated device: `lwip-twin/net`. */
export const builtPreload = (): string => built('sim/net.js');

function built(file: string): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error(`${VARIABLE} is missing: is this file the globalSetup?`);
  return join(ROOT, folder, file);
}

/** Vitest asks for each of its projects; one bundle serves all. */
export async function setup(): Promise<() => void> {
  if (process.env[VARIABLE] !== undefined) return () => undefined;
  const folder = `.test-build-${String(process.pid)}`;
  process.env[VARIABLE] = folder;
  await bundleCommand(folder);
  // What the command keeps for its next start goes with the build.
  process.env['XDG_CACHE_HOME'] = join(ROOT, folder, 'caches');
  return () => rmSync(join(ROOT, folder), { recursive: true });
}
