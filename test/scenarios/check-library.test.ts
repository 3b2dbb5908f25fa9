/** Every scenario of the library, and every case of its matrix, shows what it expects; and each expects something. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../../sim/run/load.js';
import { scenarioSuite } from '../../sim/vitest.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const files = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
const readme = readFileSync(join(LIBRARY, 'README.md'), 'utf8');

scenarioSuite('scenarios/*.yaml', { strict: true });

describe('scenarios/README.md', () => {
  const linked = new Set([...readme.matchAll(/\]\(([\w-]+\.yaml)\)/g)].map((match) => match[1]!));

  it('names every scenario, and no other', () => {
    expect(files.filter((file) => !linked.has(file))).toEqual([]);
    expect([...linked].filter((file) => !existsSync(join(LIBRARY, file)))).toEqual([]);
  });
});

it.each(files)('%s expects something', (file) => {
  for (const scenario of loadCases(join(LIBRARY, file))) {
    expect(scenario.expect?.length ?? 0).toBeGreaterThan(0);
  }
});

it.each([...files, 'README.md'])('%s is named for what one sees, not for a number in a list', (file) => {
  expect(readFileSync(join(LIBRARY, file), 'utf8')).not.toMatch(/\bS\d+\.\d+|\bf\d\d-/);
});
