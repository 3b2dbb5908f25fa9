/** The reference scenarios that the tests read: those in shared/conformance where it is, or the copies in the repository. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = [process.env['LWIP_TWIN_CONFORMANCE'], '/work/shared/conformance', 'test/conformance'];

/** Paths of all reference scenarios. */
export function referenceFiles(): string[] {
  const root = FOLDERS.find((folder) => folder !== undefined && existsSync(folder));
  if (root === undefined) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => join(root, name, file)))
    .filter((path) => path.endsWith('.yaml'));
}
