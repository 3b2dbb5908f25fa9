/** The advice for scenarios of the library, without threads. */

import type { AdviceReport } from '../../sim/advise/text.js';
import { titleOf } from '../../sim/advise/text.js';
import { adviseCase } from '../../sim/cli/advise/advise-case.js';
import type { CliIo } from '../../sim/cli/io.js';
import { readFile } from '../../sim/node/node-files.js';
import { readTree } from '../../sim/language/compose/read-tree.js';
import { loadCases } from '../../sim/run/load.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

const SILENT = { write: () => undefined, flush: () => undefined };
const IO: CliIo = {
  out: SILENT,
  err: SILENT,
  outIsTerminal: false,
  errIsTerminal: false,
  env: {},
  ownWords: [],
};

/** The advice for the first case of a scenario of the library. */
export async function advised(name: string, tries = 120): Promise<AdviceReport> {
  const file = `scenarios/${name}.yaml`;
  const [scenario] = loadCases(file);
  const written = readTree(FIRMWARE, readFile(file)).tree.value as Readonly<Record<string, unknown>>;
  return adviseCase({ file, index: 0, scenario: scenario!, written, set: [], tries }, IO);
}

/** What is found, in a cell of a table. */
export function answerText({ today, advices }: AdviceReport): string {
  const [best] = advices.found;
  if (today.troubles.length === 0) return 'nothing is wrong';
  if (best !== undefined) return `${best.isCured ? '' : 'helps: '}${titleOf(best)}`;
  const untried = advices.untried.map(({ title }) => title).join('; ');
  const hint = untried === '' ? '' : `; for the program: ${untried}`;
  return `nothing found among ${advices.candidates.length} changes${hint}`;
}
