/** The files that a pattern means: `*`, `?`, `**`, `[a-z]`, `{a,b}` (tinyglobby), or a folder's scenarios. */

import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { pathKind } from '../output/path-kind.js';
import { UsageError } from '../usage-error.js';

const MAGIC = /[*?[\]{}]/;
const ALWAYS_SKIPPED = '**/node_modules/**';
/** Parts that other files import: found only by a pattern that names such a file or folder. */
const PARTS = ['**/_*', '**/_*/**'];
const NAMES_PARTS = /(?:^|\/)_/;

/** The files that a pattern means, sorted; a path without wildcards means itself, a folder its scenarios. */
export function filesLike(pattern: string, inFolder = '**/*.{yaml,yml}'): string[] {
  const path = pattern.replaceAll('\\', '/');
  if (path === '') throw new UsageError('an empty file name');
  const kind = pathKind(path);
  if (kind === 'directory') return filesIn(path.replace(/\/*$/, '/'), inFolder);
  if (kind !== 'none' || !MAGIC.test(path)) return [path];
  const base = /^(?:[^*?[\]{}/]*\/)*/.exec(path)?.[0] ?? '';
  return filesIn(base, path.slice(base.length));
}

/** `folder` ends with a slash, or is empty. */
function filesIn(folder: string, pattern: string): string[] {
  const files = globSync(pattern, {
    cwd: folder === '' ? '.' : folder,
    ignore: NAMES_PARTS.test(pattern) ? [ALWAYS_SKIPPED] : [ALWAYS_SKIPPED, ...PARTS],
    expandDirectories: false,
  });
  return withoutLoops(files.map((file) => folder + file)).sort();
}

/** Each file once, by its shortest name: links to folders may lead back. */
function withoutLoops(files: readonly string[]): string[] {
  const byPlace = new Map<string, string>();
  for (const file of files) {
    const place = join(realpathSync(dirname(file)), basename(file));
    const other = byPlace.get(place);
    if (other === undefined || other.length > file.length) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}
