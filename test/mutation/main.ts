/**
 * `npm run mutate [-- --sample 500 --seed 1 --out FILE.jsonl FOLDER…]`: would the tests notice a slip of the hand?
 *
 * Draws a sample of all small faults in kernel, wire, resources, lwip, hosts and both servers, builds the model once with
 * all of them in it, finds which reference cases and test files reach each, lets those run with it until one fails, and
 * prints the share that is noticed with its 95 % interval (Wilson), and every survivor. Stands outside of `npm test`: a
 * sample of 500 takes up to an hour on two cores.
 *
 * `--out` keeps each judgement, and a run that was interrupted goes on from there; with `--again` those that had survived
 * are judged once more. `--far` asks the tests of whole runs too, which takes three times as long; `--cases N` at most so
 * many reference cases a fault. `--unreached` judges nothing: it lists the lines that no case and no test comes by.
 */

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SLOW } from '../kinds.js';
import { benchFolders, FAULTY_ROOMS } from './bench.js';
import { bundle } from './bundle.js';
import { Court, inLanes, type CaseSurvey, type Judgement } from './court.js';
import { faultsOf, type Fault } from './faults.js';
import { intervalPercent, sampleOf } from './sample.js';

interface Judged extends Judgement {
  readonly fault: Fault;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string' },
      again: { type: 'boolean', default: false },
      far: { type: 'boolean', default: false },
      cases: { type: 'string', default: 'Infinity' },
      unreached: { type: 'boolean', default: false },
    },
  });
  const files = tracked(positionals.length > 0 ? positionals : FAULTY_ROOMS);
  const all = files.flatMap((file) => faultsOf(file, readFileSync(file, 'utf8')));
  const size = values.unreached ? all.length : Number(values.sample);
  const sample = sampleOf(all, size, Number(values.seed));
  console.log(`${sample.length} of ${all.length} faults in ${files.length} files, seed ${values.seed}`);

  const lanes = Number(values.jobs);
  const testFiles = tracked(benchFolders(values.far)).filter(
    (file) => file.endsWith('.test.ts') && !SLOW.includes(file),
  );
  const built = await bundle(sample, testFiles);
  const judged = before(values.out, sample, values.again);
  const court = new Court(sample, built, {
    lanes,
    cases: Number(values.cases),
    goesFar: values.far,
  });
  try {
    await court.begin(await caseSurvey(court, values.out), testFiles);
    console.log(court.summary);
    for (const line of court.unfit) console.log(`  unfit  ${line}`);
    if (values.unreached) {
      printUnreached(sample.filter((_fault, number) => !court.isReached(number)));
      return;
    }
    const known = new Set(judged.map(({ fault }) => placeOf(fault)));
    const queue = [...sample.keys()].filter((number) => !known.has(placeOf(sample[number]!)));
    await inLanes(queue, lanes, async (number) => {
      const one = { fault: sample[number]!, ...(await court.judge(number)) };
      judged.push(one);
      if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(one)}\n`);
      if (one.by === undefined) console.log(describe(one));
      if (judged.length % 25 === 0) console.error(`${judged.length}/${sample.length}`);
    });
  } finally {
    court.close();
    built.remove();
  }
  report(judged);
}

/** The survey of the reference cases takes as long as fifty faults; it is kept beside `--out`. */
async function caseSurvey(court: Court, out: string | undefined): Promise<CaseSurvey> {
  const kept = out === undefined ? undefined : `${out}.survey`;
  if (kept !== undefined && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as CaseSurvey;
  const survey = await court.surveyCases();
  if (kept !== undefined) writeFileSync(kept, JSON.stringify(survey));
  return survey;
}

/** TypeScript files of folders. */
function tracked(folders: readonly string[]): string[] {
  const args = ['ls-files', ...folders.map((folder) => `${folder}/**.ts`)];
  return execFileSync('git', args, { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.d.ts'));
}

/** What an earlier run judged already; with `again`, without what had survived, which is forgotten. */
function before(file: string | undefined, sample: readonly Fault[], again: boolean): Judged[] {
  if (file === undefined || !existsSync(file)) return [];
  const places = new Set(sample.map(placeOf));
  const lines = readFileSync(file, 'utf8').split('\n');
  const judged = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Judged)
    .filter(({ fault, by }) => places.has(placeOf(fault)) && !(again && by === undefined));
  if (again) writeFileSync(file, judged.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return judged;
}

function placeOf({ file, start, kind, original }: Fault): string {
  return `${file} ${start} ${kind} ${original}`;
}

function describe({ fault, reachedBy }: Judged): string {
  const { file, line, kind, original, replacement } = fault;
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 80);
  return `survived  ${file}:${line}  ${kind}: ${short(original)} -> ${short(replacement)}  (reached by ${reachedBy})`;
}

/** Lines that nothing comes by, a row a file. */
function printUnreached(faults: readonly Fault[]): void {
  const lines = new Map<string, Set<number>>();
  for (const { file, line } of faults) lines.set(file, (lines.get(file) ?? new Set()).add(line));
  for (const [file, numbers] of [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${file}: ${[...numbers].toSorted((a, b) => a - b).join(' ')}`);
  console.log(`\nnothing comes by ${faults.length} faults in ${lines.size} files`);
}

function report(judged: readonly Judged[]): void {
  const killed = judged.filter(({ by }) => by !== undefined).length;
  const [low, high] = intervalPercent(killed, judged.length);
  const share = ((100 * killed) / judged.length).toFixed(1);
  console.log(
    `\nnoticed: ${killed} of ${judged.length} = ${share} % (95 %: ${low.toFixed(1)} to ${high.toFixed(1)} %)`,
  );
  for (const folder of FAULTY_ROOMS) {
    const here = judged.filter(({ fault }) => fault.file.startsWith(`${folder}/`));
    if (here.length === 0) continue;
    const hits = here.filter(({ by }) => by !== undefined).length;
    console.log(`  ${folder.padEnd(32)} ${String(hits).padStart(4)} of ${here.length}`);
  }
}

await main();
