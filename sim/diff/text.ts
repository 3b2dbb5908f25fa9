/** Differences between runs as text, a screen for a person. */

import type { Change, Subject } from './compare.js';

const HEADS: Readonly<Record<Subject, string>> = {
  device: 'Device',
  client: 'Clients',
  log: 'Console',
  limit: 'Limits',
  heap: 'Heap',
};
const SUBJECTS = Object.keys(HEADS) as readonly Subject[];

/** Lines about what changed from one variant to another. */
export function changeText(from: string, to: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [`${from} → ${to}: no difference`];
  const lines = [`${from} → ${to}`];
  for (const subject of SUBJECTS) {
    const own = changes.filter((change) => change.subject === subject);
    if (own.length === 0) continue;
    lines.push(`  ${HEADS[subject]}`, ...own.map((change) => `    ${lineOf(change)}`));
  }
  const worse = changes.filter((change) => change.worse).length;
  lines.push(worse === 0 ? '  nothing got worse' : `  worse: ${worse}`);
  return lines;
}

/** One change. */
export function lineOf({ subject, name, what, before, after, worse }: Change): string {
  if (subject === 'log') return before === undefined ? `+ ${String(after)}` : `- ${before}`;
  return `${worse ? '! ' : '  '}${name}: ${what} ${String(before)} → ${String(after)}`;
}
