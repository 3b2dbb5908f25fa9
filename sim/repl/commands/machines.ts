/** State machines: where they are, what they look like, what they are doing live. */

import { lifecycleDefinitions } from '../../kernel/lifecycle.js';
import { machineCharts } from '../format/mermaid.js';
import { viewLines } from '../format/table.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import type { Command, Result, CommandConsole } from './command.js';
import { machineWords } from './completion-words.js';

const OPTIONS = ['--mermaid', '--inspect'];

function list(console: CommandConsole, filter: string | undefined): Result {
  const { session } = console;
  const table = session
    .view()
    .machines.filter((row) => filter === undefined || row.key.includes(filter) || row['state'] === filter);
  return { lines: viewLines(table, session.timeUs, 'machine'), data: table };
}

/** The transition tables as Mermaid state diagrams, with the states of the living marked. */
function mermaid(console: CommandConsole, name: string | undefined): Result {
  const definitions = lifecycleDefinitions();
  const wanted = definitions.filter((one) => name === undefined || one.id === name);
  if (wanted.length === 0)
    throw new UserError(`there is no machine "${name ?? ''}"`, definitions.map(({ id }) => id).join(', '));
  const { machines } = console.session.view();
  const charts = wanted.map((definition) => ({
    machine: definition.id,
    chart: machineCharts(definition, machines),
  }));
  return { lines: charts.flatMap(({ chart }) => [...chart, '']), data: charts };
}

async function run(console: CommandConsole, words: readonly Word[]): Promise<Result> {
  const texts = words.map((word) => word.text);
  const plain = texts.filter((text) => !text.startsWith('--'));
  const unknown = texts.find((text) => text.startsWith('--') && !OPTIONS.includes(text));
  if (unknown !== undefined) throw new UserError(`unknown option ${unknown}`, OPTIONS.join(', '));
  if (texts.includes('--mermaid')) return mermaid(console, plain[0]);
  if (!texts.includes('--inspect')) return list(console, plain[0]);
  if (console.options.mayServe !== true)
    throw new UserError('the live inspector needs a session at a terminal');
  const address = await console.inspect();
  return {
    lines: [`open ${address} in a browser: it shows the machines in Stately's inspector`],
    data: { address },
  };
}

/** The command `machines`. */
export const MACHINES: Command = {
  names: ['machines', 'm'],
  group: 'looking',
  usage: '[FILTER] | --mermaid [MACHINE] | --inspect',
  summary: "every machine's state, and the events that it would accept now",
  details:
    "--mermaid draws the machines as Mermaid state diagrams; --inspect serves them to Stately's inspector.",
  complete: () => [...OPTIONS, ...machineWords()],
  run,
};
