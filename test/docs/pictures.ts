/**
 * The pictures of docs and README, made by the tool from scenarios: `npx tsx test/docs/pictures.ts` writes them, and
 * test/docs/pictures.test.ts says when one is out of date.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cureLine, runSvg } from '../../sim/report/picture/run-svg.js';
import { recorded } from '../report/timeline/record.js';

const ROOT = join(import.meta.dirname, '../..');
const US_PER_S = 1_000_000;

/** A picture of a part of a run, and the settings that cure it. */
interface Picture {
  readonly name: string;
  readonly scenario: string;
  readonly fromS: number;
  readonly toS: number;
  readonly cure?: Readonly<Record<string, number>>;
}

/** What advise says to this scenario. */
const MORE_SESSIONS = { 'httpd.max_open_sockets': 14, 'sdkconfig.CONFIG_LWIP_MAX_SOCKETS': 17 };

/** All of them. */
export const PICTURES: readonly Picture[] = [
  { name: 'eighth-client', scenario: 'eighth-client-waits', fromS: 0, toS: 3, cure: MORE_SESSIONS },
  { name: 'w800-sixth-client', scenario: 'w800-sixth-client-closed', fromS: 4, toS: 9 },
];

/** Where a picture is. */
export function pictureFile(name: string): string {
  return join(ROOT, `docs/pictures/${name}.svg`);
}

/** The picture as it is made now. */
export function picture({ scenario, fromS, toS, cure }: Picture): string {
  const file = join(ROOT, `scenarios/${scenario}.yaml`);
  const range = { fromUs: fromS * US_PER_S, toUs: toS * US_PER_S };
  const { data } = recorded(file);
  if (cure === undefined) return runSvg(data, range);
  const settings = Object.entries(cure).map(([name, value]) => `${name}=${value}`);
  return runSvg(data, range, cureLine(settings, recorded(file, cure).data));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const one of PICTURES) writeFileSync(pictureFile(one.name), picture(one));
}
