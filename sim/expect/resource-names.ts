/** Which names of resources can be right, before a run has shown which ones there are. */

import { RESOURCES } from '../resources/catalogue.js';
import { suggestion } from '../document/suggest.js';

/** Causes that are no limited resources. */
const OTHER_CAUSES = ['device', 'client'];
const POOL = /^MEMP_[A-Z0-9_]+$/;

/** First words of all names: `sessions` of `sessions :PORT`. */
const HEADS = [...RESOURCES.map(({ name }) => name.split(/ (?=[:A-Z])/)[0] ?? name), ...OTHER_CAUSES];

/** Whether `name` means a resource called `full`: itself, or the only port's: `sessions` for `sessions :80`. */
export function isResourceNamed(full: string, name: string): boolean {
  return full === name || full.startsWith(`${name} `);
}

/** What is wrong with a name of a cause; undefined if it can be right. */
export function causeNameHint(name: string): string | undefined {
  if (POOL.test(name) || HEADS.some((head) => isResourceNamed(name, head))) return undefined;
  return suggestion(name.replace(/ :\d+$/, ''), HEADS);
}
