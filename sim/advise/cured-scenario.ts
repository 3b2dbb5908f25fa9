/** The scenario that a cure makes: it extends the one that shows the symptom, and expects what the run has shown. */

import { basename, dirname, extname, isAbsolute } from 'node:path';

import { isMapValue } from '../document/origin.js';
import { CONTENT } from '../outcomes/outcome-words.js';
import type { Advice } from './search.js';
import type { Change } from './change.js';
import { titleOf } from './text.js';
import type { Trial } from './trial.js';
import { flow, movedPaths, overlayOf, relativeTo, yamlLines } from './written.js';

/** What is written. */
export interface CuredPlan {
  /** The scenario that is cured, and the file to be written, as the command line has them. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly written: Readonly<Record<string, unknown>>;
  readonly advice: Advice;
  readonly today: Trial;
  /** What was set from outside. */
  readonly set: readonly Change[];
}

/** Text of the file. */
export function curedScenario({ from, to, name, written, advice, today, set }: CuredPlan): string {
  const beside = dirname(to);
  const changes = [...set, ...advice.changes].map(({ path, value }) => ({
    path,
    value: movedPaths(value, beside),
  }));
  const overlay = overlayOf(written, changes);
  const cured = basename(to, extname(to));
  return [
    `name: ${flow(cured)}`,
    'description: >-',
    `  The cure of ${name}, found by lwip-twin advise: ${titleOf(advice)}.`,
    `extends: ${flow(relativeTo(from, beside))}`,
    ...yamlLines(withFiles(overlay, written, from, beside)),
    'expect:',
    ...expectations(advice.trial, today).map((one) => `  - ${flow(one)}`),
    '',
  ].join('\n');
}

/** How the run ended, how many connections came to what, and what those got who had got nothing. */
function expectations({ snapshot }: Trial, today: Trial): object[] {
  const counts = new Map<string, number>();
  for (const { outcome } of snapshot.connections) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const troubled = new Set(today.troubles.map(({ who }) => who));
  const helped = new Map<string, string[]>();
  for (const { label, outcome } of snapshot.connections) {
    if (!troubled.has(label) || label.includes('#') || !CONTENT.has(outcome)) continue;
    helped.set(outcome, [...(helped.get(outcome) ?? []), label]);
  }
  return [
    { panic: false },
    { livelock: false },
    ...(counts.size === 0 ? [] : [{ connections: Object.fromEntries(counts) }]),
    ...[...helped].map(([outcome, client]) => ({ client, outcome })),
  ];
}

/** A map of options over a file of options keeps the file. */
function withFiles(
  overlay: Readonly<Record<string, unknown>>,
  written: Readonly<Record<string, unknown>>,
  from: string,
  beside: string,
): Readonly<Record<string, unknown>> {
  const [device, base] = [overlay['device'], written['device']];
  if (!isMapValue(device) || !isMapValue(base)) return overlay;
  const kept = Object.entries(device).map(([key, value]): [string, unknown] => {
    const file = base[key];
    const isFile = (key === 'sdkconfig' || key === 'lwipopts') && typeof file === 'string';
    if (!isFile || !isMapValue(value)) return [key, value];
    const place = isAbsolute(file) ? file : relativeTo(`${dirname(from)}/${file}`, beside);
    return [key, { from: place, ...value }];
  });
  return { ...overlay, device: Object.fromEntries(kept) };
}
