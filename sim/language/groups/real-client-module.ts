/** Whether a module can drive a real client: what is known of it before its code is run. */

import type { ScenarioDocument } from '../../document/document.js';
import { extensionOf } from '../../document/files.js';
import { filesOf, type ValuePath } from '../../document/place.js';

const MODULES: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** What keeps a module from being loaded, and what would be right; undefined if nothing is known to. */
export function whyNoModule(
  module: string,
  document: ScenarioDocument,
  path: ValuePath,
): { readonly message: string; readonly hint?: string } | undefined {
  if (!MODULES.has(extensionOf(module)))
    return { message: 'not a module', hint: 'expected .mjs, .js, .cjs, .ts, .mts or .cts' };
  const files = filesOf(document.source);
  if (files.modules === undefined)
    return { message: 'modules are switched off', hint: 'run it without --no-modules' };
  const file = files.beside(document.locate(path).source?.file ?? document.source.file, module);
  const why = files.whyNotRead(file);
  if (why !== undefined) return { message: `can't load the module: ${why}` };
  return files.isFile(file) ? undefined : { message: `can't load the module: there is no file ${file}` };
}
