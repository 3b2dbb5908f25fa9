import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { VERSIONS_PAGE, versionsPage } from './versions-page.js';

it('docs/versions.md is what the data say (npx tsx test/docs/versions-page.ts writes it)', async () => {
  const options = await resolveConfig(VERSIONS_PAGE);
  const page = await format(versionsPage(), { ...options, filepath: VERSIONS_PAGE });
  expect(readFileSync(VERSIONS_PAGE, 'utf8')).toBe(page);
});
