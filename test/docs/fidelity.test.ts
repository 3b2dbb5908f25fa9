/**
 * docs/fidelity.md says nothing that the reference cases do not show. That they pass whole is what
 * test/conformance/conformance.test.ts demands of each one.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesIn } from '../conformance/case.js';

const ROOT = join(import.meta.dirname, '../..');
const CONFORMANCE = join(ROOT, 'test/conformance');
const text = readFileSync(join(ROOT, 'docs/fidelity.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([\w-]+)` +\|[^|]+\| +(\d+) \| +(\d+) \|$/gm)];

describe('docs/fidelity.md', () => {
  it('has a table of folders', () => {
    expect(rows.length).toBeGreaterThanOrEqual(5);
  });

  it.each(rows.map((row) => [row[1]!, Number(row[2]), Number(row[3])] as const))(
    '%s: the number of cases, and of those that pass whole',
    (folder, cases, whole) => {
      expect(casesIn(join(CONFORMANCE, folder))).toHaveLength(cases);
      expect(whole).toBe(cases);
    },
  );

  it('names cases that exist', () => {
    const named = [...text.matchAll(/`((?:esp32|lwip|w800|tls)[\w-]*\/\w+)`/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !existsSync(join(CONFORMANCE, `${name}.yaml`)))).toEqual([]);
  });
});
