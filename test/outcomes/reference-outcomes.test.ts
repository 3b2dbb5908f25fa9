/** The collector on traces of the real firmware, which hold none of our own record kinds. */

import type { TraceRecord } from '../../sim/kernel/trace.js';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '../../sim/outcomes/outcome-words.js';
import { OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { casesIn, readTrace } from '../conformance/case.js';

const FOLDERS = ['esp32', 'lwip-pools', 'w800'].map((folder) =>
  join(import.meta.dirname, '../conformance', folder),
);

describe.each(FOLDERS)('%s', (folder) => {
  test.each(casesIn(folder).map((one) => [one.name, one] as const))('%s', (_, reference) => {
    const records = readTrace(reference) as unknown as TraceRecord[];
    const collector = new OutcomeCollector();
    for (const record of records) collector.accept(record);
    const outcomes = collector.finish();
    const seen = new Set(outcomes.map(({ outcome }) => outcome));
    expect([...seen].every((one) => OUTCOMES.includes(one))).toBe(true);
    const count = (...wanted: Outcome[]): number =>
      outcomes.filter(({ outcome }) => wanted.includes(outcome)).length;
    const events = records.filter(({ k }) => k === 'cli') as { ev: string; c: string }[];
    expect(count('refused')).toBe(events.filter(({ ev }) => ev === 'refused').length);
    expect(new Set(outcomes.map(({ client }) => client))).toEqual(
      new Set([...outcomes.map((o) => o.client), ...events.map((e) => e.c)]),
    );
    const connected = events.filter(({ ev }) => ev === 'connected' || ev === 'accepted').length;
    expect(outcomes.length - count('refused', 'unanswered')).toBeGreaterThanOrEqual(connected);
  });
});
