/**
 * Bundles the command and the public entry points, with everything that they need: installing lwip-twin installs one
 * package. All of it is one script, in which a module begins when somebody first imports it: a class is the same class
 * whether the command or a test imports it, a command runs no more than it needs, and what V8 has compiled of the script
 * can be kept (sim/cli/start). Beside it stand small files by which the command, its threads and programs get in.
 *
 * No source maps, which are larger than what they map: all names are as in the sources, so that traces of errors tell where,
 * and lines are short. Without blanks a quarter less is read at each start.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleView } from './esbuild.view.js';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const ID_LENGTH = 16;
/** A line of the bundle ends soon after so many characters. */
const LINE_LENGTH = 120;

/** What can be had of the bundle, by its module. */
const ENTRIES = {
  main: 'sim/cli/main.ts',
  jobThread: 'sim/cli/job-thread.ts',
  commandThread: 'sim/cli/command-thread.ts',
  index: 'sim/index.ts',
  virtual: 'sim/virtual.ts',
  net: 'sim/net.ts',
  vitestParts: 'sim/vitest-parts.ts',
};
/** Those of them that programs import. */
const FACES = ['index', 'virtual', 'net', 'vitestParts'];

const COMMON = {
  absWorkingDir: ROOT,
  outbase: '.',
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  charset: 'ascii',
  metafile: true,
};

/** CommonJS has no import.meta. */
const URL_HERE = {
  define: { 'import.meta.url': '__url' },
  // Only among the sources does anybody ask it to resolve.
  logOverride: { 'empty-import-meta': 'silent' },
};
const URL_BANNER = '"use strict"; const __url = require("node:url").pathToFileURL(__filename).href;';

/** A function as a script, for start/bundle.ts; for Node's own require, which has `arguments`, a module. */
const SCRIPT = {
  banner: `((body) => typeof arguments === "object" ? body(exports, require, module, __filename, __dirname) : body)(function (exports, require, module, __filename, __dirname, __import) {
${URL_BANNER}`,
  footer: '})',
};

/** Bundles into an empty folder beside this file; gives the files that went in. */
export async function bundleCommand(folder) {
  const out = join(ROOT, folder);
  rmSync(out, { recursive: true, force: true });
  const file = join(out, 'bundle/bundle.cjs');
  const all = await build({
    ...COMMON,
    ...URL_HERE,
    stdin: { contents: entries(), resolveDir: ROOT, loader: 'js' },
    outfile: file,
    format: 'cjs',
    external: ['tsx'],
    minifyWhitespace: true,
    lineLimit: LINE_LENGTH,
    banner: { js: SCRIPT.banner },
    footer: { js: SCRIPT.footer },
  });
  writeFileSync(file, withPlainModules(readFileSync(file, 'latin1')), 'latin1');
  const id = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, ID_LENGTH);
  await bundleStarts(out, id);
  await bundleFaces(out, id);
  // Threads that stand alone. Nearly all of the first is one library: nobody reads that.
  const thread = await build({
    ...COMMON,
    entryPoints: ['sim/live/tls/tls-thread.ts', 'sim/live/watch/watch-thread.ts'],
    outdir: out,
    minify: true,
    format: 'esm',
  });
  const { script, style } = await bundleView();
  mkdirSync(join(out, 'sim/view'), { recursive: true });
  writeFileSync(join(out, 'sim/view/main.js'), script);
  writeFileSync(join(out, 'sim/view/view.css'), style);
  return [...Object.keys(all.metafile.inputs), ...Object.keys(thread.metafile.inputs)];
}

/**
 * A module is a method in an object of its own, `{"sim/run/load.ts"(){…}}`, named for what the bundler's profiler shows. A
 * thousand objects of a thousand shapes take as long to make as all functions; with one name they have one shape.
 */
function withPlainModules(text) {
  const plain = text.replace(/\b(__esm|__commonJS)\(\s*\{\s*"(?:[^"\\]|\\[^])*"\s*\(/g, '$1({module(');
  if (plain === text || /\b(?:__esm|__commonJS)\((?!\{module\()/.test(plain))
    throw new Error('the bundle has modules in a form that is not known');
  return plain;
}

/** The bundle's own module: a function for each entry. */
function entries() {
  const lines = Object.entries(ENTRIES).map(([name, path]) => `  ${name}: () => require("./${path}"),`);
  return ['module.exports = {', ...lines, '};'].join('\n');
}

/** Files that Node starts: CommonJS, which is there before the loader of modules is. */
async function bundleStarts(out, id) {
  await build({
    ...COMMON,
    entryPoints: ['main', 'job-thread', 'command-thread'].map((name) => `sim/cli/start/${name}.ts`),
    outbase: 'sim/cli/start',
    outdir: join(out, 'sim/cli'),
    format: 'cjs',
    define: { ...URL_HERE.define, ...place('../../bundle/bundle.cjs', id) },
    banner: { js: URL_BANNER },
  });
  writeFileSync(join(out, 'sim/cli/package.json'), '{ "type": "commonjs" }\n');
}

/** Modules that programs import: each names what the bundle has for it. */
async function bundleFaces(out, id) {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: FACES.map((face) => ENTRIES[face]),
    outdir: out,
    format: 'esm',
    splitting: true,
    write: false,
    external: ['tsx'],
  });
  const exported = Object.fromEntries(
    Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]),
  );
  for (const face of FACES) {
    const path = ENTRIES[face];
    await build({
      ...COMMON,
      stdin: { contents: faceText(face, exported[path]), resolveDir: ROOT, loader: 'ts' },
      outfile: join(out, path.replace(/ts$/, 'js')),
      format: 'esm',
      define: place('../bundle/bundle.cjs', id),
    });
  }
  // vitest can only be imported, and is the tests' own.
  await build({
    ...COMMON,
    entryPoints: ['sim/vitest.ts'],
    outdir: out,
    format: 'esm',
    external: ['vitest', './vitest-parts.js'],
  });
}

function faceText(face, names) {
  const load = `import { bundle } from './sim/cli/start/bundle.ts';\nconst face = bundle('library')['${face}']();`;
  return names.length === 0 ? load : `${load}\nexport const { ${names.join(', ')} } = face;`;
}

function place(file, id) {
  return { BUNDLE_FILE: JSON.stringify(file), BUNDLE_ID: JSON.stringify(id) };
}
