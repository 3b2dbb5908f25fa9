/**
 * Puts every wrapper in Node's place, once a process and for good.
 *
 * Outside of a run they only pass on. They have to be there before programs are loaded: `ws` takes `randomBytes` and
 * others out of node:crypto as it is loaded, and keeps them.
 */

import { createRequire, syncBuiltinESMExports } from 'node:module';

import { installDates } from './dates.js';
import { installHeldWork } from './held-work.js';
import { installRandomness } from './randomness.js';
import { installTimers } from './timers.js';

const KEY = Symbol.for('lwip-twin.installed');
const require = createRequire(import.meta.url);

interface Installed {
  /** Packages that had been loaded before. */
  readonly tooEarly: readonly string[];
  /** The global functions as they were put. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** The user has been told of {@link tooEarly}. */
  isWarned: boolean;
}

const holder = globalThis as { [KEY]?: Installed };

/** Packages that keep functions of Node from when they are loaded. */
const KEEPERS = ['ws', 'mqtt', 'uuid', 'nanoid'];
const NONE: readonly string[] = [];
const FAKEABLE = ['setTimeout', 'setInterval', 'setImmediate', 'Date'];

/** Installs all wrappers unless that has been done. */
export function install(): void {
  if (holder[KEY] !== undefined) return;
  const loaded = Object.keys(require.cache);
  const tooEarly = KEEPERS.filter((name) => loaded.some((file) => file.includes(`/node_modules/${name}/`)));
  installTimers();
  installDates();
  installRandomness();
  installHeldWork();
  syncBuiltinESMExports();
  const globals = Object.fromEntries(
    FAKEABLE.map((name) => [name, Reflect.get(globalThis, name) as unknown]),
  );
  holder[KEY] = { tooEarly, globals, isWarned: false };
}

/** Warns, once a process, of packages whose random numbers are not a run's, because they were loaded before the wrappers. */
export function warnOfTooEarly(): void {
  const installed = holder[KEY];
  if (installed === undefined || installed.isWarned || installed.tooEarly.length === 0) return;
  installed.isWarned = true;
  const packages = installed.tooEarly.join(', ');
  process.emitWarning(
    `${packages} was loaded before lwip-twin: its random numbers, masks of frames say, are not the run's, and two runs differ in them. ` +
      "Import lwip-twin first, or put lwip-twin/virtual into vitest's setupFiles",
  );
}

/** Global functions that somebody else has put in the wrappers' place: fake timers. */
export function replacedGlobals(): readonly string[] {
  const globals = holder[KEY]?.globals ?? {};
  const isFake = (name: string): boolean => Reflect.get(globalThis, name) !== globals[name];
  // Asked whenever time moves on: no list is made of nothing.
  return FAKEABLE.some(isFake) ? FAKEABLE.filter(isFake) : NONE;
}
