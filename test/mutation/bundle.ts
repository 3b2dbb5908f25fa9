/** One bundle of the model, the reference cases' judge and the tests, with every fault of a sample in it as a branch. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { withFaults, type Fault } from './faults.js';

const ROOT = resolve(import.meta.dirname, '../..');
const JUDGE = 'test/mutation/judge.ts';
const MADE = join(ROOT, 'test/mutation/made.ts');

export interface Bundle {
  readonly judge: string;
  /** Where a test file of the repository stands in the bundle. */
  readonly pathOf: (testFile: string) => string;
  readonly remove: () => void;
}

/**
 * @param faults The sample; a fault's number is its index.
 * @param testFiles From the top of the repository.
 */
export async function bundle(faults: readonly Fault[], testFiles: readonly string[]): Promise<Bundle> {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  // Inside of the repository, where packages that stay outside of the bundle are found.
  const outdir = mkdtempSync(join(ROOT, 'build/mutation-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [JUDGE, ...testFiles],
    outbase: '.',
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    external: ['vitest', 'typescript', 'esbuild', 'tsx', 'fast-check', 'rollup', 'prettier'],
    plugins: [faulty(faults)],
    // CommonJS dependencies call require() for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const pathOf = (testFile: string): string => join(outdir, testFile.replace(/\.ts$/, '.js'));
  return { judge: pathOf(JUDGE), pathOf, remove: () => rmSync(outdir, { recursive: true }) };
}

/** Writes the faults into the sources, which otherwise believe to stand where they stand. */
function faulty(faults: readonly Fault[]): Plugin {
  const byFile = new Map<string, Map<number, Fault>>();
  faults.forEach((fault, number) => {
    const here = byFile.get(fault.file) ?? new Map<number, Fault>();
    byFile.set(fault.file, here.set(number, fault));
  });
  return {
    name: 'faulty',
    setup(esbuild) {
      esbuild.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path.includes('/node_modules/')) return undefined;
        const file = relative(ROOT, path);
        let contents = await readFile(path, 'utf8');
        const numbered = byFile.get(file);
        if (numbered !== undefined) {
          const asked = `import { isMade as __isMade, joined as __joined } from ${JSON.stringify(MADE)}; `;
          contents = asked + withFaults(file, contents, numbered, '__isMade', '__joined');
        }
        contents = contents
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
          .replaceAll('import.meta.filename', JSON.stringify(path));
        return { contents, loader: 'ts' };
      });
    },
  };
}
