/** The reference scenarios that the tests read: the copies in the repository, which stands alone. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = 'test/conformance';

/** Paths of all reference scenarios. */
export function referenceFiles(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(ROOT, name)).map((file) => join(ROOT, name, file)))
    .filter((path) => path.endsWith('.yaml'));
}
