/** What a client of a group does: its own list of steps, or a ready-made behaviour. */

import type { Behaviour } from './behaviours/registry.js';
import type { GroupStep } from './steps/registry.js';
import type { OnFailure } from './steps/run-steps.js';

/** What the clients of a group do. */
export type ClientProgram =
  | { readonly kind: 'steps'; readonly steps: readonly GroupStep[]; readonly onFailure: OnFailure }
  | { readonly kind: 'behaviour'; readonly behaviour: Behaviour };
