/** Every scenario of the library, and every case of its matrix, shows what it expects; and each expects something. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../../sim/language/load.js';
import { scenarioSuite } from '../../sim/vitest.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const files = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
const readme = readFileSync(join(LIBRARY, 'README.md'), 'utf8');

scenarioSuite('scenarios/*.yaml');

describe('scenarios/README.md', () => {
  const linked = new Set([...readme.matchAll(/\]\(([\w-]+\.yaml)\)/g)].map((match) => match[1]!));

  it('names every scenario, and no other', () => {
    expect(files.filter((file) => !linked.has(file))).toEqual([]);
    expect([...linked].filter((file) => !existsSync(join(LIBRARY, file)))).toEqual([]);
  });

  it('names a report beside the scenario that names it', () => {
    for (const [, report = '', cells = ''] of readme.matchAll(/^\| (S\d+\.\d+) +\|(.*)\|[^|]*\|$/gm)) {
      const [first] = [...cells.matchAll(/\]\(([\w-]+\.yaml)\)/g)].map((match) => match[1]!);
      if (first === undefined) continue;
      const own = readFileSync(join(LIBRARY, first), 'utf8');
      // Patterns that have no number in their text stand for reports, too.
      if (own.includes('ield report')) expect(own).toContain(report);
    }
  });
});

it.each(files)('%s expects something', (file) => {
  for (const scenario of loadCases(join(LIBRARY, file))) {
    expect(scenario.expect?.length ?? 0).toBeGreaterThan(0);
  }
});
