/**
 * How many clients a W800 serves: the number behind the vendor's "approximately 3 to 5", for the socket table that the
 * scenario has and for larger ones. Found by trying, with the SDK's other options (see scenario/limits/).
 */

import { parseAssignment, parseVariation, type Assignment } from '../../language/compose/assignment.js';
import { findLimits } from '../../limits/find-limits.js';
import type { LimitCell } from '../../limits/result.js';
import { appNamed, theProfile } from '../../language/firmware.js';
import type { Scenario } from '../../language/scenario.js';
import { readFates } from '../limits/limits-outcomes.js';
import { nextText, servedText, stopText } from '../limits/limits-text.js';
import { FIRMWARE } from '../../run/firmware.js';

const OPTION = 'MEMP_NUM_NETCONN';
/** Sizes that are asked for most: the SDK's own and two larger ones (lwipopts.h). */
const SIZES = [8, 12, 16] as const;
const MOST_CLIENTS = 32;
const INTERVAL_MS = 100;

const WORDS = {
  plain: [
    { kind: 'websocket', word: 'websocket' },
    { kind: 'http', word: 'HTTP' },
  ],
  tls: [
    { kind: 'wss', word: 'wss' },
    { kind: 'https', word: 'HTTPS' },
  ],
} as const;

/** The heap is as much a limit as the sockets: the scenario's, where it has one. */
function heapOf({ heapLimitBytes, heap }: Scenario['device']): Assignment[] {
  const set: Assignment[] = [];
  const add = (name: string, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) set.push(parseAssignment(`${name}=${value}`, '--set'));
  };
  add('device.heap_limit', heapLimitBytes);
  add('device.heap.total', heap?.totalBytes);
  add('device.heap.block', heap?.blockBytes);
  return set;
}

/** The lines for a scenario on a W800; none for other devices, and none for one that only connects itself. */
export function capacityLines({ device }: Scenario): string[] {
  if (theProfile(FIRMWARE, device.profile).family !== 'libwebsockets') return [];
  if (device.apps.every((name) => appNamed(FIRMWARE, name)?.isClient === true)) return [];
  const [upgraded, asked] = device.tls === undefined ? WORDS.plain : WORDS.tls;
  const own = Number(device.lwipopts[OPTION] ?? SIZES[0]);
  const sizes = [...new Set([own, ...SIZES])];
  const report = findLimits(
    {
      subject: { profile: device.profile, kinds: [upgraded.kind, asked.kind] },
      set: heapOf(device),
      vary: [parseVariation(`lwipopts.${OPTION}=${sizes.join(',')}`, '--vary')],
      max: MOST_CLIENTS,
      intervalMs: INTERVAL_MS,
    },
    readFates,
  );
  const of = (size: number, kind: LimitCell['kind']): LimitCell | undefined =>
    report.cells.find((cell) => cell.kind === kind && cell.settings.some(({ value }) => value === size));
  return sizes.map((size, i) => {
    const websocket = of(size, upgraded.kind);
    const http = of(size, asked.kind);
    if (websocket === undefined || http === undefined) return '';
    const served = `${servedText(websocket.result)} ${upgraded.word} or ${servedText(http.result)} ${asked.word} clients at once`;
    const next = `the next one: ${nextText(websocket.result)}, ${stopText(websocket.result)}`;
    return i === 0 ? `Serves ${served}; ${next}` : `  with ${OPTION} ${size}: ${served}`;
  });
}
