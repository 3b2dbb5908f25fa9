/** One run of a random scenario, and its way to a smaller one that fails in the same way. */

import { US_PER_S } from '../../sim/kernel/units.js';
import { ExpectationWatch } from '../../sim/expect/watch.js';
import { recordRealClients } from '../../sim/live/virtual/programs/record.js';
import { Simulation } from '../../sim/run/simulation.js';
import { loadDraft, loads, type Draft } from './random-scenario.js';

/** Steps of the kernel after which a run is long enough. */
const MOST_STEPS = 60_000;
const STEPS_PER_LOOK = 256;
/** Time of the processor that a run may take: the usual one takes a hundredth of it. */
const MOST_CPU_US = 30 * US_PER_S;
/** Smaller scenarios that are tried. */
const MOST_TRIES = 1000;

/** How a run ended: as runs end, or not within the steps that it was given. */
export type DraftEnd = 'until' | 'panic' | 'livelock' | 'long';

/** A run takes far more of the processor's time than it should. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** Runs a draft that loads. An error of the model is thrown, and {@link TooSlowError}. */
export async function runDraft(draft: Draft): Promise<DraftEnd> {
  const simulation = new Simulation(await recordRealClients(loadDraft(draft)));
  const watch = new ExpectationWatch(simulation);
  const beganUs = process.cpuUsage().user;
  let steps = 0;
  while (!simulation.isOver && steps++ < MOST_STEPS) {
    simulation.step();
    if (steps % STEPS_PER_LOOK !== 0) continue;
    const usedUs = process.cpuUsage().user - beganUs;
    if (usedUs > MOST_CPU_US)
      throw new TooSlowError(
        `${usedUs / US_PER_S} s of CPU for ${steps} steps, ${simulation.kernel.nowUs} us`,
      );
  }
  if (!simulation.isOver) return 'long';
  watch.finish();
  const { panic, livelock } = simulation.kernel;
  return panic !== undefined ? 'panic' : livelock !== undefined ? 'livelock' : 'until';
}

/** The error of a run, undefined if it ends as runs end. */
export async function errorOf(draft: Draft): Promise<Error | undefined> {
  try {
    await runDraft(draft);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Takes away what the error does not need. */
export async function shrunk(draft: Draft, { message }: Error): Promise<Draft> {
  let smallest = draft;
  let tries = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (const smaller of smallerDrafts(smallest)) {
      if (++tries > MOST_TRIES) return smallest;
      if (!loads(smaller) || (await errorOf(smaller))?.message !== message) continue;
      smallest = smaller;
      changed = true;
      break;
    }
  }
  return smallest;
}

/** The draft without one key or one item, outer ones first. */
function* smallerDrafts(draft: Draft): Generator<Draft> {
  let level: readonly (readonly string[])[] = [[]];
  while (level.length > 0) {
    const next: string[][] = [];
    for (const path of level) {
      const here = valueAt(draft, path);
      if (typeof here !== 'object' || here === null) continue;
      for (const key of Object.keys(here)) {
        yield without(draft, [...path, key]);
        next.push([...path, key]);
      }
    }
    level = next;
  }
}

function without(draft: Draft, path: readonly string[]): Draft {
  const copy = structuredClone(draft);
  const owner = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1)!;
  if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else Reflect.deleteProperty(owner as object, key);
  return copy;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((here, key) => (here as Record<string, unknown>)[key], value);
}
