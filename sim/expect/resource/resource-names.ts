/** Names of causes as scenarios write them: limits, and what else can stop a client. */

import { suggestion } from '../../document/suggest.js';
import type { LimitName } from '../../kernel/trace-records.js';
import { limitsOf } from '../../outcomes/cause-text.js';
import { OTHER_CAUSES } from '../../outcomes/other-causes.js';
import type { Cause } from '../../outcomes/outcome-types.js';
import { limitDefinitions } from '../../resources/definition.js';
import { isMeant, parseLimitName } from '../../resources/limit-name.js';

function causeKinds(): string[] {
  return [...limitDefinitions(), ...OTHER_CAUSES].map(({ kind }) => kind);
}

/** Reads the name of a cause (`sessions :80`, `task httpd`, `link`); undefined for what is none. */
export function parseCauseName(text: string): LimitName | undefined {
  return parseLimitName(text, causeKinds());
}

/** What is wrong with a name of a cause; undefined if it can be right. */
export function causeNameHint(name: string): string | undefined {
  if (parseCauseName(name) !== undefined) return undefined;
  return suggestion(name.replace(/ :\d+$/, ''), causeKinds());
}

/** Whether `name` is what is behind a cause, however far; `sessions` means those of whichever port. */
export function isBecauseOf(cause: Cause | undefined, name: string): boolean {
  const wanted = parseCauseName(name);
  if (wanted === undefined) return false;
  return limitsOf(cause).some((text) => {
    const limit = parseCauseName(text);
    return limit !== undefined && isMeant(limit, wanted);
  });
}
