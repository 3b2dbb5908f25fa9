/** Files for the simulator in a browser: the scenario library, in memory, and no code of users. */

import { LIBRARY } from 'lwip-twin:library';
import { utf8Bytes } from '../codec/bytes.js';
import type { Files } from '../document/files.js';

/** Folder of the library, and of what is written in the editor. */
export const FOLDER = 'scenarios/';

const textOf = (path: string): string | undefined =>
  path.startsWith(FOLDER) ? LIBRARY[path.slice(FOLDER.length)] : undefined;

export const LIBRARY_FILES: Files = {
  read: (path, mostBytes) => {
    const text = textOf(path);
    if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
    return utf8Bytes(text).subarray(0, mostBytes);
  },
  whyNotRead: () => undefined,
  realName: (path) => path,
  isFile: (path) => textOf(path) !== undefined,
  beside: (_, name) => FOLDER + name.replace(/^\.\//, ''),
};
