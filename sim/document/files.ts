/**
 * What the language needs of the world around it: files, and code of the user's. The command gives Node's (sim/node), the
 * playground a library in memory; the language itself knows neither.
 */

/** Files that scenarios are made of. */
export interface Files {
  /** At most so many bytes of a file. What it throws may have a `code` of the system's (`ENOENT`). */
  read(path: string, mostBytes: number): Uint8Array;
  /** Why a file may not be read; undefined if it may. */
  whyNotRead(path: string): string | undefined;
  /** A file's name without links: the same for the same file. */
  realName(path: string): string;
  isFile(path: string): boolean;
  /** Where a file named in another one is. */
  beside(file: string, name: string): string;
  /** Absent: modules are switched off, and no code of a scenario's is run. */
  readonly modules?: ScenarioModules | undefined;
}

/** Code of the user's. */
export interface ScenarioModules {
  /** What a module of JavaScript exports; throws whatever it throws. */
  load(file: string): unknown;
  /** The same for TypeScript; undefined where it can't be loaded. */
  readonly loadTypeScript: ((file: string) => unknown) | undefined;
  /** A `ScenarioError` with its place for an error that comes from a module; undefined for one that does not. */
  placed(error: unknown, file: string): Error | undefined;
}

/** Around a text that has no files beside it. */
export const NO_FILES: Files = {
  read: () => {
    throw new Error('there are no files here');
  },
  whyNotRead: () => undefined,
  realName: (path) => path,
  isFile: () => false,
  beside: (_, name) => name,
};

const EXTENSION = /\.[^./\\]*$/;

/** `.yaml`; empty without one. */
export function extensionOf(file: string): string {
  return EXTENSION.exec(file.replace(/^.*[/\\]\.?/, ''))?.[0] ?? '';
}

/** The name without folders and extension. */
export function plainName(file: string): string {
  const name = file.replace(/^.*[/\\]/, '');
  const extension = extensionOf(file);
  return extension === '' ? name : name.slice(0, -extension.length);
}
