/** Bundles the browser program of reports: one script and one style, without anything from outside. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const room = (file) => fileURLToPath(new URL(`sim/view/${file}`, import.meta.url));

/** The texts of the script and the style. */
export async function bundleView() {
  const { outputFiles } = await build({
    entryPoints: [room('main.ts'), room('view.css')],
    outdir: 'view',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
    legalComments: 'none',
    tsconfigRaw: '{}',
    charset: 'utf8',
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
  return { script: text('.js'), style: text('.css') };
}
