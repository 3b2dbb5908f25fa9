/**
 * How many clients a W800 serves: the number behind the vendor's "approximately 3 to 5", for the socket table that the
 * scenario has and for larger ones. Found by trying, with the SDK's other options (see scenario/limits/).
 */

import { parseVariation } from '../../language/compose/assignment.js';
import { findLimits } from '../../limits/find-limits.js';
import type { LimitCell } from '../../limits/result.js';
import { theProfile } from '../../language/firmware.js';
import type { Scenario } from '../../language/scenario.js';
import { readFates } from '../limits/limits-outcomes.js';
import { nextText, servedText, stopText } from '../limits/limits-text.js';

const OPTION = 'MEMP_NUM_NETCONN';
/** Sizes that are asked for most: the SDK's own and two larger ones (lwipopts.h). */
const SIZES = [8, 12, 16] as const;
const MOST_CLIENTS = 32;
const INTERVAL_MS = 100;

/** The lines for a scenario on a W800; none for other devices. */
export function capacityLines({ device }: Scenario): string[] {
  if (theProfile(device.profile).family !== 'libwebsockets') return [];
  const own = Number(device.lwipopts[OPTION] ?? SIZES[0]);
  const sizes = [...new Set([own, ...SIZES])];
  const report = findLimits(
    {
      subject: { profile: device.profile, kinds: ['websocket', 'http'] },
      set: [],
      vary: [parseVariation(`lwipopts.${OPTION}=${sizes.join(',')}`, '--vary')],
      max: MOST_CLIENTS,
      intervalMs: INTERVAL_MS,
    },
    readFates,
  );
  const of = (size: number, kind: LimitCell['kind']): LimitCell | undefined =>
    report.cells.find((cell) => cell.kind === kind && cell.settings.some(({ value }) => value === size));
  return sizes.map((size, i) => {
    const websocket = of(size, 'websocket');
    const http = of(size, 'http');
    if (websocket === undefined || http === undefined) return '';
    const served = `${servedText(websocket.result)} websocket or ${servedText(http.result)} HTTP clients at once`;
    const next = `the next one: ${nextText(websocket.result)}, ${stopText(websocket.result)}`;
    return i === 0 ? `Serves ${served}; ${next}` : `  with ${OPTION} ${size}: ${served}`;
  });
}
