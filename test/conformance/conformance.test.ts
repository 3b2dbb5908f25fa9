/** Every reference case must pass whole: every record, every field, every time. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { casesIn, REFERENCE_FOLDERS } from './case.js';
import { describeDifference } from './compare.js';
import { runCase } from './run-case.js';

const HERE = dirname(fileURLToPath(import.meta.url));
describe.each(REFERENCE_FOLDERS)('%s', (folder) => {
  const directory = join(HERE, folder);

  it('has its reference cases', () => {
    expect(existsSync(directory)).toBe(true);
    expect(casesIn(directory).length).toBeGreaterThan(0);
  });

  it.each(casesIn(directory).map((reference) => [reference.name, reference] as const))(
    '%s',
    (_name, reference) => {
      const { comparison, error } = runCase(reference);
      expect(error).toBeUndefined();
      const difference = comparison!.difference;
      if (difference) {
        const replay = `npx lwip-twin replay ${reference.scenarioFile} --trace -`;
        expect.fail(`${describeDifference(difference)}\n  ${replay}`);
      }
    },
  );
});
