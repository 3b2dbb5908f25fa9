/**
 * What a scenario may read and run, where it may not do everything (SECURITY.md). The environment carries it, so that
 * threads have the same limits.
 */

import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/** Folder outside of which nothing is read. */
const ROOT = 'LWIP_TWIN_ROOT';
/** `off`: no module of a scenario is loaded. */
const MODULES = 'LWIP_TWIN_MODULES';
const OFF = 'off';

/** Limits of a process and its threads. */
export interface ReadingLimits {
  /** undefined: everything may be read. */
  readonly root?: string | undefined;
  /** False: no module of a scenario is loaded. */
  readonly modules?: boolean | undefined;
}

/** Sets limits; what is not given stays as it is. */
export function limitReading({ root, modules }: ReadingLimits): void {
  if (root !== undefined) process.env[ROOT] = resolve(root);
  if (modules === false) process.env[MODULES] = OFF;
}

/** Why a file may not be read; undefined if it may. */
export function whyNotRead(path: string): string | undefined {
  const root = process.env[ROOT];
  if (root === undefined || root === '') return undefined;
  const folder = realName(root);
  const file = realName(path);
  const isInside = file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  return isInside ? undefined : `it is not in ${root}, which --root allows`;
}

/** Whether modules of scenarios may be loaded. */
export function mayRunModules(): boolean {
  return process.env[MODULES] !== OFF;
}

/** Without symbolic links, which could lead out; of a missing file the name as it is. */
function realName(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
