/** The browser program of reports: built with the package, or, among the sources, bundled when it is asked for. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ViewAssets } from '../../report/html/page.js';

let known: Promise<ViewAssets> | undefined;

/** The script and the style. */
export function viewAssets(): Promise<ViewAssets> {
  return (known ??= find());
}

async function find(): Promise<ViewAssets> {
  // From the folder of the entry points, or from a chunk.
  for (const folder of ['../../view/', '../../sim/view/', '../sim/view/']) {
    const [script, style] = ['main.js', 'view.css'].map((file) =>
      fileURLToPath(new URL(`${folder}${file}`, import.meta.url)),
    ) as [string, string];
    if (existsSync(script))
      return { script: readFileSync(script, 'utf8'), style: readFileSync(style, 'utf8') };
  }
  const bundler = new URL('../../../esbuild.view.js', import.meta.url).href;
  const { bundleView } = (await import(bundler)) as { readonly bundleView: () => Promise<ViewAssets> };
  return bundleView();
}
