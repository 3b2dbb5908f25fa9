/**
 * docs/versions.md, written from the data that the model itself reads: `npx tsx test/docs/versions-page.ts` writes it, and
 * test/docs/versions.test.ts says when it is out of date.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  branchOf,
  DIFFERENCE_NAMES,
  difference,
  differencesBetween,
  NEWEST,
  rangeText,
  RELEASES,
  TRACED,
  type Concern,
  type DifferenceName,
  type Tag,
} from '../../firmware-model/releases/index.js';
import { defaultChanges } from '../../sim/run/firmware.js';

export const VERSIONS_PAGE = join(import.meta.dirname, '../../docs/versions.md');

const CONCERNS: readonly (readonly [concern: Concern, head: string])[] = [
  ['clients', 'What clients see'],
  ['code', 'What matters to code'],
  ['memory', 'What the heap sees'],
  ['log', 'What only the console shows'],
];

const INTRO = `<!-- Written from firmware-model/releases by: npx tsx test/docs/versions-page.ts -->

# Releases

Every release of ESP-IDF is a profile: \`esp32-idf-v5.3.4\`, or \`esp32-idf-v5.3\` for the newest patch of its branch
(the first one is \`esp32-idf-v5.3.0\`). What differs between them is a list of named differences, and the model has one
mechanism for each. Two commands use the same list:

    lwip-twin diff my.yaml --profile esp32-idf-v5.3.5,esp32-idf-v5.5.5
    lwip-twin upgrade v5.3.5 v5.5.5 scenarios/*.yaml

\`diff\` runs one load on both and shows what is not the same; \`upgrade\` tries each difference alone and says which of them
your scenarios exercise, then which others could matter to your code.

**traced**: reference traces of releases with and without it show the difference, and the model matches them whole.
**read**: it is known from the source at each tag alone; treat its details with care.
A range names the first release of each branch that has the change; branches newer than the newest one named have it
from their first release on, and branches between those named do not have it.`;

const ABSENT = `## Not modelled

- \`HTTP_SERVER_EVENT_…\` posts, and what v5.5 and later do with them.
- The heap's own overhead: sizes are those of the structures at each tag (traces of the heap exist for v5.3.5 only). At
  rest, v5.5.5 and v6.0.2 are some 16 bytes off what the reference measured.
- \`keep_alive_*\` in v4.4: \`httpd_config_t\` has no such fields; a scenario that sets them runs, and nothing is sent.
- Versions of mbedTLS: HTTPS behaves as in v5.3 on every release.

## W800

One profile, \`w800-sdk-2.4\`. WinnerMicro's SDK (winnermicro/wm_iot_sdk) has three tags, which were compared file by
file where the model has something to do with them:

| part | v2.4-rc, the profile | v2.2-beta.2 and v2.3-beta.2 |
| --- | --- | --- |
| lwIP: \`src/core\`, \`src/api\` | traced | read: the same |
| \`port/lwipopts.h\` | traced | read: \`LWIP_TCP\` and \`LWIP_UDP\` are 1 instead of options of Kconfig; the same values |
| \`port/sys_arch.c\` | traced | read: a semaphore that is NULL is not looked for; otherwise laid out anew |
| libwebsockets 4.3.3 and its port | traced | absent: no websocket server before v2.4-rc |
| the three example programs | traced | absent with it |

So one release of that SDK has something to simulate, and there is nothing to upgrade between. \`diff\` compares it with
ESP-IDF's releases as it compares those with each other; \`upgrade\` takes releases of ESP-IDF only.
`;

/** The whole page, before Prettier. */
export function versionsPage(): string {
  return `${[
    INTRO,
    '## Which there are',
    releaseTable(),
    '## Differences',
    ...CONCERNS.flatMap(([concern, head]) => [`### ${head}`, differenceTable(concern)]),
    '## Release by release',
    'What is new in each, compared with the one before it: of its branch, or for the first of a branch with the first of\nthe branch before.',
    stepTable(),
    '## Defaults',
    'Options whose defaults, or names, changed from the newest patch of one branch to that of the next.',
    defaultsTable(),
    ABSENT.trim(),
  ].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function releaseTable(): string {
  return table(
    ['branch', 'releases', 'traced', 'newest patch'],
    [...NEWEST]
      .map(([branch, newest]) => {
        const own = RELEASES.filter((release) => branchOf(release) === branch && !release.includes('beta'));
        const traced = own.filter((release) => TRACED.includes(release));
        return [branch, own.join(', '), traced.join(', ') || 'none', newest];
      })
      .concat([['v6.1', 'v6.1-beta1', 'none', 'v6.1-beta1']]),
  );
}

function differenceTable(concern: Concern): string {
  const own = DIFFERENCE_NAMES.map(difference).filter((one) => one.concern === concern);
  return table(
    ['what', 'releases', 'in them', 'in others', 'source', 'known'],
    own.map(({ title, now, otherwise, source, evidence, shownBy, ...range }) => [
      title,
      rangeText(range),
      now,
      otherwise,
      source.replace(/(?<path>\S+\/\S+\.\w+)/g, '`$<path>`'),
      shownBy === undefined ? evidence : `${evidence}; [${shownBy}](../scenarios/${shownBy}.yaml)`,
    ]),
  );
}

/** The release before one: of its branch, or the first of the branch before. */
function before(release: Tag): Tag | undefined {
  const branch = branchOf(release);
  const at = RELEASES.indexOf(release);
  const previous = RELEASES[at - 1];
  if (previous === undefined || branchOf(previous) === branch) return previous;
  return RELEASES.find((one) => branchOf(one) === branchOf(previous));
}

function stepTable(): string {
  return table(
    ['release', 'since', 'changed'],
    RELEASES.flatMap((release) => {
      const previous = before(release);
      if (previous === undefined) return [];
      const names: readonly DifferenceName[] = differencesBetween(previous, release);
      const titles = names.map((name) => difference(name).title);
      return [[release, previous, titles.length === 0 ? 'nothing here' : titles.join('; ')]];
    }),
  );
}

function defaultsTable(): string {
  const branches = [...NEWEST.keys()];
  return table(
    ['option', 'from', 'to', 'before', 'after'],
    branches.slice(1).flatMap((branch, i) => {
      const from = branches[i]!;
      return defaultChanges(`esp32-idf-${from}`, `esp32-idf-${branch}`).map(({ option, ...change }) => [
        `\`${option}\``,
        from,
        branch,
        change.before,
        change.after,
      ]);
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { format, resolveConfig } = await import('prettier');
  const options = await resolveConfig(VERSIONS_PAGE);
  writeFileSync(VERSIONS_PAGE, await format(versionsPage(), { ...options, filepath: VERSIONS_PAGE }));
}
