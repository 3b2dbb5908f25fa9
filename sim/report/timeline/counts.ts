/** A run in one line. */

import { OUTCOMES } from '../../outcomes/outcome-words.js';
import type { ViewData } from './view-data.js';

/** `7 served, 5 waiting, 2 unanswered`. */
export function countsOf({ connections }: Pick<ViewData, 'connections'>): string {
  const words = OUTCOMES.map(
    (word) => [connections.filter(({ outcome }) => outcome === word).length, word] as const,
  );
  const told = words.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? 'nobody connected' : told.join(', ');
}
