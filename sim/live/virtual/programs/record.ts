/**
 * Runs the real clients of a scenario once with promises, and writes down what they did: then the scenario is one that
 * every command can run, forward, backward and as often as it likes.
 */

import { thrownText } from '../../../document/value-text.js';
import { existsSync, readFileSync } from 'node:fs';

import type { RealProgram } from '../../../hosts/client-program.js';
import { TapeRecorder, type Tape, type TapeDeed } from '../../../hosts/tape.js';
import { ScenarioError } from '../../../document/diagnostic.js';
import { moduleError } from '../../../node/module-error.js';
import type { Scenario } from '../../../language/scenario.js';
import { realPrograms } from '../../../run/run-groups.js';
import { beginsTls } from '../../../tls/real/record-cutter.js';
import { TapingEngine } from '../../../tls/real/taped-engine.js';
import { tlsEngine } from '../../tls/thread-engine.js';
import { secondsText } from '../../../outcomes/time-text.js';
import { DeviceStoppedError, EndOfVirtualTimeError, HeldTooLongError, NothingLeftError } from '../errors.js';
import { VirtualRun } from '../run.js';
import { ProgramLoadError } from './real-programs.js';

/** Choices of {@link recordRealClients}. */
export interface RecordOptions {
  /** Replaces the scenario's seed. */
  readonly seed?: number | undefined;
}

/**
 * The scenario with what its real clients do; as it is, where it has none. They are run twice and must do the same:
 * what they do may depend on what they see, on virtual time and on the run's random numbers, and on nothing else.
 * Throws `ScenarioError` for a module that can't be loaded or that is not so.
 */
export async function recordRealClients(scenario: Scenario, options: RecordOptions = {}): Promise<Scenario> {
  const [program] = realPrograms(scenario.groups).values();
  if (program === undefined || scenario.tape !== undefined) return scenario;
  const tape = await recordOnce(scenario, program, options);
  const again = await recordOnce(scenario, program, options);
  const difference = firstDifference(tape, again);
  if (difference === undefined) return { ...scenario, tape };
  throw complaint(program, `real clients did not do the same twice: ${difference}`, PURE);
}

const PURE =
  'a real client may depend on what it receives, on timers, Date and Math.random (they are virtual), and on nothing else: ' +
  'no variables that outlive a run, no child processes, no real network, no body of fetch that nobody reads (it ends when garbage is collected)';

async function recordOnce(scenario: Scenario, program: RealProgram, { seed }: RecordOptions): Promise<Tape> {
  const recorder = new TapeRecorder();
  const engine = new TapingEngine(tlsEngine());
  const note = (client: string, deed: TapeDeed): void => {
    recorder.note(client, deed, run.simulation.kernel.nowUs, run.driver.moves);
  };
  const run: VirtualRun = new VirtualRun(scenario, {
    ...{ seed, untilUs: scenario.untilUs, logLevel: 'E', tlsEngine: engine, onAction: note, onProgram: note },
  });
  try {
    // Clients live until the scenario's end, whatever becomes of their programs.
    await run.run(() => new Promise(() => undefined));
  } catch (error) {
    if (error instanceof HeldTooLongError && run.isLoading)
      throw complaint(
        program,
        'a module waits for the network while it is loaded',
        'let its function do that',
      );
    if (!isEnd(error)) throw asComplaint(error);
  }
  return recorder.tape(engine.tape);
}

function isEnd(error: unknown): boolean {
  return (
    error instanceof EndOfVirtualTimeError ||
    error instanceof NothingLeftError ||
    error instanceof DeviceStoppedError
  );
}

function asComplaint(error: unknown): unknown {
  if (!(error instanceof ProgramLoadError)) return error;
  const { program, cause } = error;
  const why = thrownText(cause);
  const hint = 'export default async function ({ client, device, settings }) {…}';
  return (
    moduleError(cause, program.file) ?? complaint(program, `${program.file} can't be loaded: ${why}`, hint)
  );
}

function complaint({ place }: RealProgram, message: string, hint?: string): ScenarioError {
  const { file, position } = place;
  const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return new ScenarioError(file, [{ code: 'bad-module', message, hint, position, text: '' }], source);
}

/** Words for the first deed that is not the same; undefined if all are. */
function firstDifference(a: Tape, b: Tape): string | undefined {
  const [before, after] = [deedsOf(a), deedsOf(b)];
  const length = Math.max(before.length, after.length);
  for (let i = 0; i < length; i++) {
    if (before[i] !== after[i])
      return `first ${before[i] ?? 'nothing more'}, then ${after[i] ?? 'nothing more'}`;
  }
  return undefined;
}

/** Of TLS the lengths: its bytes are never the same. */
function deedsOf({ moments }: Tape): string[] {
  const secured = new Set<string>();
  return moments.flatMap(({ atUs, deeds }) =>
    deeds.map(({ client, deed }) => {
      const { do: word, ...more } = deed;
      const connection = 'connection' in deed ? `${client} ${deed.connection}` : client;
      if ('bytes' in deed && beginsTls(deed.bytes)) secured.add(connection);
      const written = (bytes: Uint8Array): string | number =>
        secured.has(connection) ? bytes.length : Buffer.from(bytes).toString('latin1');
      const rest = 'bytes' in more ? { ...more, bytes: written(more.bytes) } : more;
      const text = JSON.stringify(rest);
      return `${client} ${word}${text === '{}' ? '' : ` ${text}`} at ${secondsText(atUs)} (${atUs} us)`;
    }),
  );
}
