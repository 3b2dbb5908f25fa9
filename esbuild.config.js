/**
 * Bundles the command and the public entry points, with everything that they need: installing lwip-twin installs one
 * package. Entry points share chunks, so that a class is the same class whether the command or a test imports it, and
 * what a command imports on demand is a chunk of its own.
 *
 * No source maps: the bundle is readable as it is, and traces of errors name its functions.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleView } from './esbuild.view.js';

const OUT = 'dist';
const NOTICES = 'THIRD-PARTY-LICENSES.txt';

rmSync(OUT, { recursive: true, force: true });
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
  outbase: '.',
  outdir: OUT,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  external: ['vitest', 'tsx'],
  metafile: true,
  // CommonJS dependencies (commander) call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
const { script, style } = await bundleView();
mkdirSync(join(OUT, 'sim/view'), { recursive: true });
writeFileSync(join(OUT, 'sim/view/main.js'), script);
writeFileSync(join(OUT, 'sim/view/view.css'), style);
writeFileSync(join(OUT, NOTICES), notices(Object.keys(metafile.inputs)));

/** The licences of all packages that the bundle contains parts of. */
function notices(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const parts = [...new Set(folders)].filter(Boolean).map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, licence), 'utf8').trim()}\n`;
  });
  return parts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}
