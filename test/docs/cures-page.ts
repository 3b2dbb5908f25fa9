/**
 * docs/cures.md, written from the catalogue of cures, and from what advise finds for the library: `npx tsx
 * test/docs/cures-page.ts` writes it (it takes a minute); test/docs/cures.test.ts and test/advise say when it is out of date.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { CURES } from '../../sim/advise/catalogue/catalogue.js';
import { CURE_KINDS, type Cure, type CureKind } from '../../sim/advise/cure.js';
import type { AdviceReport } from '../../sim/advise/text.js';
import { advised, answerText } from '../advise/advised.js';
import { PAIRS, REPORTS } from '../advise/library.js';

export const CURES_PAGE = join(import.meta.dirname, '../../docs/cures.md');

const HEADS: Readonly<Record<CureKind, string>> = {
  field: 'Fields of `httpd_config_t`',
  setting: 'Settings of the application',
  option: 'Options of the firmware',
  client: 'What clients do',
  program: 'The application written differently',
  release: 'Another release',
  surroundings: 'Around the device',
};

const INTRO = `<!-- Written from sim/advise/catalogue by: npx tsx test/docs/cures-page.ts -->

# Cures

\`lwip-twin advise FILE\` runs a scenario, looks at what went wrong, and runs every change of this page that is known against
it. What does not help is not shown; what helps is shown smallest first, with what it costs, who is worse off, and the lines
to paste:

    lwip-twin advise scenarios/eighth-client-waits.yaml
    lwip-twin advise scenarios/vanished-clients-stay.yaml --write cured.yaml

Trouble is: a connection or request that did not get what it wanted; one that waited longer than a second for anything but
its own handler, its client or the way; a status of the server's own (408, 411, 413, 414, 431, 5xx); messages lost in the
device; a server that does not start; a server's task that waits for one client for longer than a second; a crash, a hang.

Expectations of the scenario that fail today say what ought to be: a cure must make them hold. Where all of them hold today
they describe the symptom, and do not count.

The other way round, \`lwip-twin limits --want 12 --clients websocket --profile esp32-idf-v5.3\` (or a scenario with \`--count
GROUP\`) finds the smallest settings that serve so many clients, each and together, with the heap that they take.

How long a client that vanished holds its place, over keep-alive settings: \`lwip-twin limits --profile esp32-idf-v5.3 --ghost\`,
with \`--vary\` over settings of your own.

Numbers (sessions, sockets, bytes, seconds) are searched for the smallest that is enough: by halves, the one below it having
been run, too. When no single change is a cure, pairs are tried, then triples, up to \`--tries\` runs. "Nothing found among N
changes" means just that.
`;

/** A row of the table of what is found. */
export function tableRow(scenario: string, report: AdviceReport, why: string): string {
  return `| [${scenario}](../scenarios/${scenario}.yaml) | ${cell(answerText(report))} | ${cell(why)} |`;
}

/** The page without the tables of what is found. */
export function cataloguePage(): string {
  const kinds = CURE_KINDS.filter((kind) => CURES.some((cure) => cure.kind === kind));
  return [INTRO, ...kinds.flatMap((kind) => ['', `## ${HEADS[kind]}`, '', ...table(kind)])].join('\n');
}

function table(kind: CureKind): string[] {
  return CURES.filter((cure) => cure.kind === kind).flatMap((cure) => [
    `### ${cure.title}`,
    '',
    ...cureLines(cure),
    '',
  ]);
}

function cureLines({ name, about, costs, precondition, code, source, against }: Cure): string[] {
  return [
    about,
    '',
    `- tried against: ${against.join(', ')}`,
    `- costs: ${costs}`,
    ...(precondition === undefined ? [] : [`- must hold: \`${precondition}\``]),
    ...(code === undefined ? [] : [`- in code: \`${code}\``]),
    `- name: \`${name}\`; source: ${source}`,
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

async function wholePage(): Promise<string> {
  const rows = async (list: readonly (readonly [string, string])[]): Promise<string[]> => {
    const lines: string[] = [];
    for (const [name, why] of list) lines.push(tableRow(name, await advised(name), why));
    return lines;
  };
  const head = (last: string): string[] => [
    `| scenario | what advise finds | ${last} |`,
    '| --- | --- | --- |',
  ];
  return [
    cataloguePage(),
    '## What is found for the library',
    '',
    'Scenarios that have a cure scenario:',
    '',
    ...head('why it is no whole cure'),
    ...(await rows(PAIRS.map(({ symptom, except = '' }) => [symptom, except]))),
    '',
    'Field reports:',
    '',
    ...head('why'),
    ...(await rows(REPORTS)),
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { format, resolveConfig } = await import('prettier');
  const options = await resolveConfig(CURES_PAGE);
  writeFileSync(CURES_PAGE, await format(await wholePage(), { ...options, filepath: CURES_PAGE }));
  console.log(`${CURES_PAGE}: ${readFileSync(CURES_PAGE, 'utf8').split('\n').length} lines`);
}
