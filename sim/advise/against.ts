/** Which changes of the catalogue are against what stopped somebody. */

import type { Cause } from '../outcomes/outcome-types.js';
import { curesAgainst } from './catalogue/catalogue.js';
import { symptomsOf } from './trouble.js';

/** `advise tries against it: lru-purge, more-sessions`; undefined where the catalogue knows nothing. */
export function againstText(cause: Cause | undefined): string | undefined {
  const names = curesAgainst(new Set(symptomsOf(cause))).map(({ name }) => name);
  return names.length === 0 ? undefined : `advise tries against it: ${names.join(', ')}`;
}
