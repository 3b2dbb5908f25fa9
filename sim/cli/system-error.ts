/** The operating system's errors in words. */

import { scalarText } from '../document/value-text.js';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'a file of that name is in the way',
  ENOSPC: 'no space left',
  ENAMETOOLONG: 'the name is too long',
};

/** Why something could not be written. */
export function systemErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return WORDS[code] ?? (error instanceof Error ? error.message : scalarText(error));
}
