/**
 * `npm run mutate [-- --sample 500 --seed 1 --out FILE.jsonl FOLDER…]`: would the tests notice a slip of the hand?
 *
 * Draws a sample of all small faults in kernel, wire, lwip, hosts and both servers, judges each by the reference cases
 * and the unit tests of its folder, and prints the share that is noticed with its 95 % interval (Wilson), and every
 * survivor. Stands outside of `npm test`: a sample of 500 takes about an hour on two cores. `--out` keeps each judgement;
 * a run that was interrupted goes on from there.
 */

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Arena, type Judgement } from './arena.js';
import { mutantsOf, type Mutant } from './mutants.js';

const FOLDERS = [
  'sim/kernel',
  'sim/wire',
  'sim/resources',
  'sim/lwip',
  'sim/hosts',
  'firmware-model/esp-http-server',
  'firmware-model/libwebsockets',
];
/** 97.5 % point of the normal distribution. */
const Z = 1.96;

interface Judged {
  readonly mutant: Mutant;
  readonly by: Judgement;
}

function sampleOf(all: readonly Mutant[], size: number, seed: number): Mutant[] {
  const random = xoroshiro128plus(seed);
  const left = [...all];
  const sample: Mutant[] = [];
  while (sample.length < size && left.length > 0) {
    const index = uniformInt(random, 0, left.length - 1);
    sample.push(left[index]!);
    left[index] = left.at(-1)!;
    left.pop();
  }
  return sample;
}

/** Wilson's interval of a share, in percent. */
function interval(hits: number, n: number): readonly [number, number] {
  const p = hits / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return [100 * (centre - half), 100 * (centre + half)];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string' },
    },
  });
  const folders = positionals.length > 0 ? positionals : FOLDERS;
  const files = execFileSync('git', ['ls-files', ...folders.map((folder) => `${folder}/**.ts`)], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.d.ts'));
  const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  const sample = sampleOf(all, Number(values.sample), Number(values.seed));
  console.log(`${sample.length} of ${all.length} faults in ${files.length} files, seed ${values.seed}`);
  const arenas = Array.from({ length: Number(values.jobs) }, () => new Arena());
  const judged: Judged[] = before(values.out).filter(({ mutant }) =>
    sample.some((one) => isSame(one, mutant)),
  );
  try {
    if (!(await arenas[0]!.isSound(files[0]!))) throw new Error('the tests fail without any fault');
    const queue = sample.filter((mutant) => !judged.some((one) => isSame(one.mutant, mutant)));
    await Promise.all(
      arenas.map(async (arena) => {
        for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
          const by = await arena.judge(mutant);
          judged.push({ mutant, by });
          if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify({ mutant, by })}\n`);
          if (by === 'survived') console.log(describe(mutant));
          if (judged.length % 25 === 0) console.error(`${judged.length}/${sample.length}`);
        }
      }),
    );
  } finally {
    for (const arena of arenas) arena.close();
  }
  report(judged);
}

/** What an interrupted run had judged already: `--out` goes on where it stopped. */
function before(file: string | undefined): Judged[] {
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Judged);
}

function isSame(a: Mutant, b: Mutant): boolean {
  return a.file === b.file && a.start === b.start && a.replacement === b.replacement;
}

function describe({ file, line, kind, original, replacement }: Mutant): string {
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 80);
  return `survived  ${file}:${line}  ${kind}: ${short(original)} -> ${short(replacement)}`;
}

function report(judged: readonly Judged[]): void {
  const killed = judged.filter(({ by }) => by !== 'survived').length;
  const [low, high] = interval(killed, judged.length);
  const share = ((100 * killed) / judged.length).toFixed(1);
  console.log(
    `\nnoticed: ${killed} of ${judged.length} = ${share} % (95 %: ${low.toFixed(1)} to ${high.toFixed(1)} %)`,
  );
  for (const folder of FOLDERS) {
    const here = judged.filter(({ mutant }) => mutant.file.startsWith(`${folder}/`));
    if (here.length === 0) continue;
    const hits = here.filter(({ by }) => by !== 'survived').length;
    console.log(`  ${folder.padEnd(32)} ${String(hits).padStart(4)} of ${here.length}`);
  }
}

await main();
