/**
 * Bundles the playground: the simulator and its view for a browser, as a folder that any web server can host.
 * `node esbuild.playground.js --serve` serves it, on loopback.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const OUT = 'dist/playground';
const PORT = 8765;
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Texts of the library, without scenarios that need modules. */
function library() {
  const needsModule = /(?:apps|client):[^\n]*\.(?:mjs|ts|js)\b/;
  const names = readdirSync(file('scenarios')).filter((name) => name.endsWith('.yaml'));
  const texts = names.map((name) => [name, readFileSync(file(`scenarios/${name}`), 'utf8')]);
  const needy = new Set(texts.filter(([, text]) => needsModule.test(text)).map(([name]) => name));
  const extendsOne = (text) => [...needy].some((name) => text.includes(`extends: ${name}`));
  return Object.fromEntries(texts.filter(([name, text]) => !needy.has(name) && !extendsOne(text)));
}

const inBrowser = {
  name: 'in-browser',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) => ({
      errors: [{ text: `${path} is not for browsers (${importer})` }],
    }));
    onResolve({ filter: /^lwip-twin:library$/ }, ({ path }) => ({ path, namespace: 'library' }));
    onLoad({ filter: /.*/, namespace: 'library' }, () => ({
      contents: `export const LIBRARY = ${JSON.stringify(library())};`,
      loader: 'js',
    }));
  },
};

/** Options of the bundle. */
export const options = {
  entryPoints: ['sim/playground/page.ts', 'sim/playground/worker.ts', 'sim/playground/page.css'],
  outdir: OUT,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
  plugins: [inBrowser],
  legalComments: 'linked',
  tsconfigRaw: '{}',
  charset: 'utf8',
};

mkdirSync(OUT, { recursive: true });
cpSync('sim/playground/index.html', `${OUT}/index.html`);
if (process.argv.includes('--serve')) {
  const { serve, rebuild } = await context(options);
  await rebuild();
  const { port } = await serve({ servedir: OUT, host: '127.0.0.1', port: PORT });
  console.log(`http://127.0.0.1:${port}/`);
} else {
  await build(options);
}
