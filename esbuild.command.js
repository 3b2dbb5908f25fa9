/**
 * Bundles the command and the public entry points, with everything that they need: installing lwip-twin installs one
 * package. Entry points share chunks, so that a class is the same class whether the command or a test imports it, and
 * what a command imports on demand is a chunk of its own.
 *
 * No source maps: the bundle is readable as it is, and traces of errors name its functions.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleView } from './esbuild.view.js';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

const COMMON = {
  absWorkingDir: ROOT,
  outbase: '.',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  metafile: true,
};

/** Bundles into an empty folder beside this file; gives the files that went in. */
export async function bundleCommand(folder) {
  const out = join(ROOT, folder);
  rmSync(out, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [
      'sim/cli/main.ts',
      'sim/cli/job-thread.ts',
      'sim/cli/command-thread.ts',
      'sim/index.ts',
      'sim/vitest.ts',
      'sim/virtual.ts',
      'sim/net.ts',
    ],
    outdir: out,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    external: ['vitest', 'tsx'],
    ...COMMON,
    // CommonJS dependencies (commander) call require() for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  // A thread that stands alone. Nearly all of it is one library: nobody reads that.
  const thread = await build({
    entryPoints: ['sim/live/tls/tls-thread.ts'],
    outdir: out,
    minify: true,
    ...COMMON,
  });
  const { script, style } = await bundleView();
  mkdirSync(join(out, 'sim/view'), { recursive: true });
  writeFileSync(join(out, 'sim/view/main.js'), script);
  writeFileSync(join(out, 'sim/view/view.css'), style);
  return [...Object.keys(metafile.inputs), ...Object.keys(thread.metafile.inputs)];
}
