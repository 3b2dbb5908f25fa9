/**
 * `npm run conformance [-- DIR... | CASE.yaml...] [--json] [--max-failures N]`: compares the simulator with the
 * reference traces, prints passes a folder and level and the first difference of failing cases. Exit status 1 when a
 * case fails.
 */

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { casesIn, REFERENCE_FOLDERS, type ReferenceCase } from './case.js';
import { describeDifference, LEVELS, type Level } from './compare.js';
import { runCase, type CaseResult } from './run-case.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const LEVEL_NAMES = Object.keys(LEVELS) as Level[];

interface FolderRow {
  cases: number;
  whole: number;
  errors: number;
  readonly levels: Record<Level, number>;
  ms: number;
  segments: number;
}

function rowOf(results: readonly CaseResult[]): FolderRow {
  const levels = Object.fromEntries(LEVEL_NAMES.map((level) => [level, 0])) as Record<Level, number>;
  const row: FolderRow = { cases: results.length, whole: 0, errors: 0, levels, ms: 0, segments: 0 };
  for (const { comparison, error, ms, segments } of results) {
    row.ms += ms;
    row.segments += segments;
    if (error !== undefined) row.errors++;
    if (comparison === undefined) continue;
    if (comparison.whole) row.whole++;
    for (const level of LEVEL_NAMES) if (comparison.levels[level]) levels[level]++;
  }
  return row;
}

function casesOf(target: string): ReferenceCase[] {
  if (!target.endsWith('.yaml')) return casesIn(target);
  return casesIn(dirname(target)).filter((reference) => resolve(reference.scenarioFile) === resolve(target));
}

function printTable(rows: ReadonlyMap<string, FolderRow>): void {
  const heads = ['folder', 'cases', 'whole', ...LEVEL_NAMES, 'errors', 'ms/case', 'segments/s'];
  const lines = [...rows].map(([folder, row]) => [
    folder,
    row.cases,
    row.whole,
    ...LEVEL_NAMES.map((level) => row.levels[level]),
    row.errors,
    (row.ms / row.cases).toFixed(1),
    Math.round(row.segments / (row.ms / 1000)),
  ]);
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...lines.map((line) => String(line[i]).length)),
  );
  for (const line of [heads, ...lines]) {
    console.log(
      line
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]!) : String(cell).padStart(widths[i]!)))
        .join('  '),
    );
  }
}

function main(args: readonly string[]): void {
  const json = args.includes('--json');
  const limitAt = args.indexOf('--max-failures');
  const maxFailures = limitAt < 0 ? 10 : Number(args[limitAt + 1]);
  const targets = args.filter((arg, i) => !arg.startsWith('--') && (limitAt < 0 || i !== limitAt + 1));
  const folders = targets.length > 0 ? targets : REFERENCE_FOLDERS.map((folder) => join(HERE, folder));
  const rows = new Map<string, FolderRow>();
  const failures: CaseResult[] = [];
  for (const folder of folders) {
    const results = casesOf(folder).map(runCase);
    rows.set(folder.replace(`${HERE}/`, ''), rowOf(results));
    failures.push(...results.filter((result) => result.comparison?.whole !== true));
  }
  if (json) {
    const failed = failures.map(({ reference, comparison, error }) => ({
      folder: reference.folder,
      name: reference.name,
      levels: comparison?.levels,
      error: error instanceof Error ? error.message : undefined,
      difference: comparison?.difference,
    }));
    console.log(JSON.stringify({ folders: Object.fromEntries(rows), failed }, null, 2));
  } else {
    for (const { reference, comparison, error } of failures.slice(0, maxFailures)) {
      console.log(`\n${reference.folder}/${reference.name}`);
      if (error !== undefined) console.log(error instanceof Error ? error.stack : error);
      if (comparison?.difference) console.log(describeDifference(comparison.difference));
      console.log(`  replay: npx lwip-twin replay ${reference.scenarioFile} --trace -`);
    }
    if (failures.length > maxFailures) console.log(`\n… and ${failures.length - maxFailures} more cases`);
    console.log('');
    printTable(rows);
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
}

main(process.argv.slice(2));
