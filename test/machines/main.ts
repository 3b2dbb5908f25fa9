/**
 * Writes each machine's table beside it: `x.machine.ts` (XState's, for Stately's editor) gives `x.table.ts` (what runs).
 *
 * Tables are files, and not made when a machine is loaded, because loading XState takes 30 ms of CPU, a third of what
 * the first line of a run may cost, and only those who inspect machines need it. test/kernel/machines.test.ts holds
 * each table against XState's own answers, and the files against this program.
 *
 * Usage: npm run machines
 */

import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { StateMachine, type AnyStateMachine } from 'xstate';
import { compileMachine } from './compile-machine.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['sim', 'firmware-model'];
const LIFECYCLE = join(ROOT, 'sim/kernel/lifecycle.js');
const SUFFIX = 'Machine';

/** A machine and where it stands. */
export interface MachineFile {
  /** Path from the root: `sim/lwip/tcp/pcb/listener.machine.ts`. */
  readonly file: string;
  /** What the file exports it as: `listenerMachine`. */
  readonly name: string;
  readonly machine: AnyStateMachine;
}

/** All machines of the model, by their paths. */
export async function machineFiles(): Promise<MachineFile[]> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.machine.ts'))
      .map((file) => join(folder, file)),
  ).sort();
  return Promise.all(
    files.map(async (file) => {
      const exported = (await import(pathToFileURL(join(ROOT, file)).href)) as Record<string, unknown>;
      const [name, machine] = Object.entries(exported)[0] ?? [];
      if (name?.endsWith(SUFFIX) !== true || !(machine instanceof StateMachine))
        throw new TypeError(`${file} exports no machine called …${SUFFIX}`);
      return { file, name, machine };
    }),
  );
}

/** Path of a machine's table. */
export function tablePath({ file }: MachineFile): string {
  return file.replace(/\.machine\.ts$/, '.table.ts');
}

/** Text of a machine's table. */
export async function tableText(file: MachineFile): Promise<string> {
  const { id, initial, states, events, table } = compileMachine(file.machine);
  const stem = file.name.slice(0, -SUFFIX.length);
  const type = stem[0]!.toUpperCase() + stem.slice(1);
  const constant = stem.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const lifecycle = relative(join(ROOT, dirname(file.file)), LIFECYCLE).replace(/^(?!\.)/, './');
  const source = basename(file.file);
  const text = `/** Written by \`npm run machines\` from ${source}, where the states are explained. */

import { defineLifecycle } from '${lifecycle}';

export type ${type}State = ${union(states)};

export type ${type}Event = ${union(events)};

export const ${constant}_LIFECYCLE = defineLifecycle<${type}State, ${type}Event>({
  id: '${id}',
  initial: '${initial}',
  table: ${JSON.stringify(table)},
  load: () => import('./${source.replace(/ts$/, 'js')}').then(({ ${file.name} }) => ${file.name}),
});
`;
  const path = join(ROOT, tablePath(file));
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

function union(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' | ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of await machineFiles())
    await writeFile(join(ROOT, tablePath(file)), await tableText(file));
}
