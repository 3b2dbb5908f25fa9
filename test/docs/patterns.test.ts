/** docs/patterns.md: what it names exists, and each pattern and each cure shows what its scenario expects. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCase } from '../../sim/report/check/run-case.js';
import { loadScenario } from '../../sim/run/load.js';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/patterns.md'), 'utf8');
const named = [...text.matchAll(/^ {4}lwip-twin replay (scenarios\/[\w-]+\.yaml)$/gm)].map(
  (match) => match[1]!,
);

describe('docs/patterns.md', () => {
  it('has two scenarios for each pattern', () => {
    const patterns = text.match(/^## \d+\./gm) ?? [];
    expect(patterns.length).toBeGreaterThan(7);
    expect(named).toHaveLength(2 * patterns.length);
    expect(new Set(named).size).toBe(named.length);
  });

  it('uses every cure', () => {
    const used = named.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('');
    const cures = readdirSync(join(ROOT, 'scenarios/cures'));
    expect(cures.filter((cure) => !used.includes(`./cures/${cure}`))).toEqual([]);
  });

  it.each(named)('%s shows what it expects', (file) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    const scenario = loadScenario(join(ROOT, file));
    const { status, failures, expectations } = runCase(scenario, scenario.seed);
    expect(failures).toEqual([]);
    expect(status).toBe('passed');
    expect(expectations).toBeGreaterThan(0);
  });
});
