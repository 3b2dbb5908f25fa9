/** Every kind of record and every field of it is on docs/trace.md. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'sim/kernel/records');
const UNION = readFileSync(join(ROOT, 'sim/kernel/trace-records.ts'), 'utf8');
const RECORDS = readdirSync(FOLDER)
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');
const PAGE = readFileSync(join(ROOT, 'docs/trace.md'), 'utf8');
/** Fields of every record: the page says what they are once. */
const OF_ALL: ReadonlySet<string> = new Set(['t', 'k']);

interface Documented {
  readonly kind: string;
  readonly fields: readonly string[];
}

/** Each `interface …Record` with its kinds and its own fields. */
function records(): Documented[] {
  return [...RECORDS.matchAll(/^export interface (\w+Record) \{\n([\s\S]*?)^\}/gm)].flatMap(
    ([, , body = '']) => {
      const fields = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
      const kinds = /readonly k: ([^;]+);/.exec(body)?.[1] ?? '';
      return [...kinds.matchAll(/'(\w+)'/g)].map(([, kind = '']) => ({
        kind,
        fields: fields.filter((name) => !OF_ALL.has(name)),
      }));
    },
  );
}

/** The page's row of a kind; `cbret` stands with `cb`. */
function rowOf(kind: string): string {
  return PAGE.split('\n').find((line) => line.startsWith(`| \`${kind === 'cbret' ? 'cb' : kind}\` `)) ?? '';
}

test('there are as many kinds as the union has', () => {
  const members = /export type TraceRecord =\n([\s\S]*?);/.exec(UNION)?.[1]?.match(/\w+Record/g) ?? [];
  expect(members.length).toBeGreaterThan(20);
  const interfaces = [...RECORDS.matchAll(/^export interface (\w+Record) /gm)].map(([, name]) => name);
  for (const name of members)
    expect([name, interfaces.includes(name) || name === 'CliRecord']).toEqual([name, true]);
});

test.each(records().map((one) => [one.kind, one.fields] as const))('%s', (kind, fields) => {
  const row = rowOf(kind);
  expect(row, `a row of docs/trace.md for ${kind}`).not.toBe('');
  const words = new Set(row.match(/`[^`]+`/g)?.flatMap((code) => code.match(/\w+/g) ?? []));
  expect(fields.filter((name) => !words.has(name))).toEqual([]);
});
