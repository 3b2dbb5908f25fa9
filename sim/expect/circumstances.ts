/** Why something is as it is: the limits behind connections, in words. */

import { causeText } from '../outcomes/cause-text.js';
import { namesText } from '../outcomes/names.js';
import type { ConnectionOutcome } from '../outcomes/outcome-types.js';
import type { Reading } from './judge.js';

/** More are not read. */
const MOST_LINES = 5;

/** `tab8..tab12: sessions :80 7/7 held by tab1..tab7: not accepted`, one line a cause. */
export function causeLines(connections: readonly ConnectionOutcome[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { label, cause, unheard } of connections) {
    const reason = cause ?? unheard;
    if (reason === undefined) continue;
    const text = causeText(reason);
    groups.set(text, [...(groups.get(text) ?? []), label]);
  }
  const lines = [...groups].map(([text, labels]) => `${namesText(labels)}: ${text}`);
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `… and ${rest} more causes`] : lines;
}

/** All that explains some readings. */
export function circumstances(readings: readonly Reading[]): string[] {
  const connections = new Set(readings.flatMap(({ concerned = [] }) => concerned));
  return [...causeLines([...connections]), ...readings.flatMap(({ notes = [] }) => notes)];
}
