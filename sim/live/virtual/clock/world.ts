/**
 * What the process' clock, timers and random numbers ask while a run owns them.
 *
 * One a process at a time. It hangs on `globalThis`, so that wrappers installed by one copy of this module serve all
 * others (a test runner evaluates modules anew, the wrappers stay).
 */

/** A piece of JavaScript that waits for its turn: run as a macrotask of its own. */
export type Task = () => void;

/** Something scheduled; setting `cancelled` takes it back. */
export interface Scheduled {
  cancelled: boolean;
}

/** A run's face to the wrappers. */
export interface World {
  /** Virtual microseconds since boot. */
  readonly nowUs: number;
  /** Unix time of boot, ms. */
  readonly epochMs: number;
  /** Schedules a task at a virtual time. */
  at(timeUs: number, task: Task): Scheduled;
  /** Queues a task for this instant. */
  post(task: Task): void;
  /** A whole number from `min` to `max`, both included, of the run's own random numbers. */
  randomInt(min: number, max: number): number;
  /** The run's mask of websocket frames, four bytes. */
  readonly mask: Uint8Array;
  /** Virtual time stands still until the returned function is called. `what` is for people. */
  hold(what: string): () => void;
  /** The clock was read: a loop that waits for it to move would never end. */
  clockRead(): void;
}

const KEY = Symbol.for('lwip-twin.world');
const holder = globalThis as { [KEY]?: World | undefined };

/** The world of the run that owns the process now; undefined outside of runs. */
export function currentWorld(): World | undefined {
  return holder[KEY];
}

/** Gives the process to a run, or back. */
export function setWorld(world: World | undefined): void {
  holder[KEY] = world;
}

const MS = 1000;

/** Virtual ms since boot, with fractions. */
export function uptimeMs(world: World): number {
  world.clockRead();
  return world.nowUs / MS;
}

/** Virtual Unix time, whole ms. */
export function unixMs(world: World): number {
  world.clockRead();
  return world.epochMs + Math.floor(world.nowUs / MS);
}
