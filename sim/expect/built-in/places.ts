/** Where the built-in expectations and the warnings of a run stand: at the device, or at the clients they are about. */

import type { SourcePlace } from '../../document/place.js';
import type { ExpectingScenario } from '../expectation.js';

const FIRST = { line: 1, column: 1 };

/** The place of `device`. */
export function devicePlace({ file, places }: ExpectingScenario): SourcePlace {
  return places?.device ?? { file, position: FIRST };
}

/** The place of a client's group, or of its first step. */
export function clientPlace({ file, places }: ExpectingScenario, client: string): SourcePlace {
  return places?.clients.get(client) ?? { file, position: FIRST };
}
