/** All cures: the one place that `advise`, `explain` and the documents read. */

import { profileNames } from '../../language/firmware.js';
import type { Cure } from '../cure.js';
import { CLIENT_CURES } from './clients.js';
import { HANDLER_CURES } from './handlers.js';
import { MEMORY_CURES } from './memory.js';
import { TLS_CURES } from './tls.js';
import { programCures } from './programs.js';
import { SERVER_TASK_CURES } from './server-task.js';
import { SESSION_CURES } from './sessions.js';
import { FIRMWARE } from '../../run/firmware.js';

/** In the order of documents; each has a name of its own. */
export const CURES: readonly Cure[] = [
  ...SESSION_CURES,
  ...SERVER_TASK_CURES,
  ...MEMORY_CURES,
  ...TLS_CURES,
  ...HANDLER_CURES,
  ...programCures(profileNames(FIRMWARE)),
  ...CLIENT_CURES,
];

/** Cures that are tried against any of these symptoms. */
export function curesAgainst(symptoms: ReadonlySet<string>): readonly Cure[] {
  return CURES.filter(({ against }) => against.some((symptom) => symptoms.has(symptom)));
}
