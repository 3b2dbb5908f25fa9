/** What stands at a path now. */

import { statSync } from 'node:fs';

/** `special`: a device, a pipe, a socket. `none` also where the path can't be looked at. */
export type PathKind = 'none' | 'file' | 'directory' | 'special';

/** Looks, through symbolic links. */
export function pathKind(path: string): PathKind {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return 'directory';
    return stat.isFile() ? 'file' : 'special';
  } catch {
    return 'none';
  }
}
