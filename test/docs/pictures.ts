/**
 * The pictures of docs and README, made by the tool from scenarios: `npx tsx test/docs/pictures.ts` writes them, and
 * test/docs/pictures.test.ts says when one is out of date.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runSvg } from '../../sim/report/picture/run-svg.js';
import { recorded } from '../report/timeline/record.js';

const ROOT = join(import.meta.dirname, '../..');
const US_PER_S = 1_000_000;

/** Picture, scenario, and the part of it that is shown, in seconds. */
export const PICTURES = [
  ['eighth-client', 'eighth-client-waits', 0, 3],
  ['w800-sixth-client', 'w800-sixth-client-closed', 4, 9],
] as const;

/** Where a picture is. */
export function pictureFile(name: string): string {
  return join(ROOT, `docs/pictures/${name}.svg`);
}

/** The picture as it is made now. */
export function picture(scenario: string, fromS: number, toS: number): string {
  const { data } = recorded(join(ROOT, `scenarios/${scenario}.yaml`));
  return runSvg(data, { fromUs: fromS * US_PER_S, toUs: toS * US_PER_S });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, scenario, fromS, toS] of PICTURES)
    writeFileSync(pictureFile(name), picture(scenario, fromS, toS));
}
