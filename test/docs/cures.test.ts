import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { cataloguePage, CURES_PAGE } from './cures-page.js';

it('docs/cures.md is what the catalogue says (npx tsx test/docs/cures-page.ts writes it)', async () => {
  const options = await resolveConfig(CURES_PAGE);
  const page = await format(cataloguePage(), { ...options, filepath: CURES_PAGE });
  expect(readFileSync(CURES_PAGE, 'utf8').startsWith(page.trimEnd())).toBe(true);
});
