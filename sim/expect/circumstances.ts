/** Why something is as it is: the limits behind connections, in words. */

import type { ExpectationPorts, Reading, SeenConnection } from './judge.js';

/** More are not read. */
const MOST_LINES = 5;

/** `tab8..tab12: sessions :80 7/7 held by tab1..tab7: not accepted`, one line a cause. */
export function causeLines(connections: readonly SeenConnection[], ports: ExpectationPorts): string[] {
  const groups = new Map<string, string[]>();
  for (const { label, cause } of connections) {
    if (cause === undefined) continue;
    const text = ports.causeText(cause);
    groups.set(text, [...(groups.get(text) ?? []), label]);
  }
  const lines = [...groups].map(([text, labels]) => `${ports.namesText(labels)}: ${text}`);
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `… and ${rest} more causes`] : lines;
}

/** All that explains some readings. */
export function circumstances(readings: readonly Reading[], ports: ExpectationPorts): string[] {
  const connections = new Set(readings.flatMap(({ concerned = [] }) => concerned));
  return [...causeLines([...connections], ports), ...readings.flatMap(({ notes = [] }) => notes)];
}
