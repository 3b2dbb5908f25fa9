/** Which names of limits can be right, before a run has shown which ones there are. */

import { suggestion } from '../../document/suggest.js';
import { OTHER_CAUSES } from '../../outcomes/other-causes.js';
import { limitDefinitions } from '../../resources/definition.js';
import { parseLimitName } from '../../resources/limit-name.js';

/** Whether `name` means a limit called `full`: itself, or the only port's: `sessions` for `sessions :80`. */
export function isResourceNamed(full: string, name: string): boolean {
  return full === name || full.startsWith(`${name} `);
}

/** What is wrong with a name of a cause; undefined if it can be right. */
export function causeNameHint(name: string): string | undefined {
  const kinds = [...limitDefinitions(), ...OTHER_CAUSES].map(({ kind }) => kind);
  if (parseLimitName(name, kinds) !== undefined) return undefined;
  return suggestion(name.replace(/ :\d+$/, ''), kinds);
}
