/** Reads the files of a check: here where they are few, on threads where they are many or run code of the user's. */

import { loadCases } from '../../run/load.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { readCases } from '../threads/run-loaded.js';
import { JobLost, type ThreadPool } from '../threads/pool.js';
import { lostResult } from './perform.js';
import type { ReadFile } from './plan.js';

/** What reading needs. */
export interface Reading {
  /** Absent: everything is read here. */
  readonly pool: ThreadPool | undefined;
  readonly set: readonly string[];
  /** Wall time that a file may take. */
  readonly limitMs: number;
  /** Which cases of a file will be run: no code of the user's is for the others. Absent: all are. */
  readonly wantedOf: ((file: string, read: ReadFile) => readonly number[]) | undefined;
}

/** So many files are read faster by threads, which then run them without reading again. */
const MANY_FILES = 48;

/** Cases by their names, and which of them will be run. */
type NamedCases = Exclude<ReadFile, { readonly bad: unknown }> & { readonly wanted: readonly number[] };

/** A module of the user's would be loaded: not in this thread. */
class NotHere extends Error {}

/** Reads all files, in their order. */
export async function readFiles(
  files: readonly string[],
  reading: Reading,
): Promise<{ readonly file: string; readonly read: ReadFile }[]> {
  const areMany = files.length >= MANY_FILES;
  return Promise.all(
    files.map(async (file) => {
      const named = names(file, reading);
      if (named?.wanted.length === 0) return { file, read: named };
      const wanted = named?.wanted;
      const read =
        (areMany ? undefined : readHere(file, reading, wanted)) ?? readThere(file, reading, wanted);
      return { file, read: await read };
    }),
  );
}

/** The names alone, and which of them are wanted; undefined where all are, and for a file that can't be read. */
function names(file: string, { set, wantedOf }: Reading): NamedCases | undefined {
  if (wantedOf === undefined) return undefined;
  try {
    const cases = loadCases(file, { set, skipsModules: true });
    const read = { cases: cases.map(({ name, seed }) => ({ name, seed })) };
    return { ...read, wanted: wantedOf(file, read) };
  } catch (error) {
    if (error instanceof ScenarioError) return undefined;
    throw error;
  }
}

/** Undefined for a file that is to be read elsewhere. */
function readHere(
  file: string,
  { pool, set }: Reading,
  wanted: readonly number[] | undefined,
): ReadFile | undefined {
  const beforeModule = (): never => {
    throw new NotHere();
  };
  try {
    const job = { file, set, wanted };
    return plain(readCases(job, pool === undefined ? undefined : beforeModule), wanted);
  } catch (error) {
    if (error instanceof NotHere) return undefined;
    throw error;
  }
}

async function readThere(
  file: string,
  { pool, set, limitMs }: Reading,
  wanted: readonly number[] | undefined,
): Promise<ReadFile> {
  const job = { file, set, wanted };
  if (pool === undefined) return plain(readCases(job), wanted);
  try {
    const read = await pool.do({ kind: 'plan', job }, { limitMs, affinity: file });
    return 'bad' in read ? read : { ...read, wanted };
  } catch (error) {
    if (!(error instanceof JobLost)) throw error;
    return { bad: lostResult(file, file, error) };
  }
}

function plain(found: ReturnType<typeof readCases>, wanted: readonly number[] | undefined): ReadFile {
  if ('status' in found) return { bad: found };
  return { cases: found.map((scenario) => ({ name: scenario.name, seed: scenario.seed, scenario })), wanted };
}
