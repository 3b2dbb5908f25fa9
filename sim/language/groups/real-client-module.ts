/** Whether a module can drive a real client: what is known of it before its code is run. */

import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { ScenarioDocument } from '../../document/document.js';
import { besideFile, type ValuePath } from '../../document/place.js';
import { mayRunModules, whyNotRead } from '../../document/reading-limits.js';

const MODULES: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** What keeps a module from being loaded, and what would be right; undefined if nothing is known to. */
export function whyNoModule(
  module: string,
  document: ScenarioDocument,
  path: ValuePath,
): { readonly message: string; readonly hint?: string } | undefined {
  if (!MODULES.has(extname(module)))
    return { message: 'not a module', hint: 'expected .mjs, .js, .cjs, .ts, .mts or .cts' };
  if (!mayRunModules()) return { message: 'modules are switched off', hint: 'run it without --no-modules' };
  const file = besideFile(document.locate(path).source?.file ?? document.source.file, module);
  const why = whyNotRead(file);
  if (why !== undefined) return { message: `can't load the module: ${why}` };
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
    ? undefined
    : { message: `can't load the module: there is no file ${file}` };
}
