/** Programs of the real clients that a scenario's groups name, in a run with promises. */

import { scalarText } from '../../../document/value-text.js';
import type { RealProgram } from '../../../hosts/client-program.js';
import { ProgramRecord, type TapeDeed } from '../../../hosts/tape.js';
import { ModelError } from '../../../kernel/errors.js';
import { realPrograms } from '../../../run/run-groups.js';
import type { Simulation } from '../../../run/simulation.js';
import type { Pump } from '../pump.js';
import type { RealNetwork } from '../real-network.js';
import type { Twin } from '../twin.js';
import { loadProgram, type ProgramEntry } from './load-program.js';

/** What programs need of their run. */
export interface ProgramSurroundings {
  readonly simulation: Simulation;
  readonly network: RealNetwork;
  readonly pump: Pump;
  readonly twin: Twin;
  /** Told of the beginning and the end of each. */
  readonly onDeed: ((client: string, deed: TapeDeed) => void) | undefined;
}

/** A module could not be loaded. */
export class ProgramLoadError extends Error {
  override readonly name = 'ProgramLoadError';

  constructor(
    readonly program: RealProgram,
    cause: unknown,
  ) {
    super(`${program.file} can't be loaded`, { cause });
  }
}

/**
 * The programs of a run. All modules are loaded before time begins: loading takes real time, and what ran beside it would
 * come in another order each time.
 */
export class RealPrograms {
  /** True while modules are loaded. */
  isLoading = false;
  private readonly entries = new Map<string, ProgramEntry>();

  constructor(private readonly around: ProgramSurroundings) {}

  /** Loads the modules of all clients. Throws {@link ProgramLoadError}. */
  async load(): Promise<void> {
    const { pump, simulation } = this.around;
    const programs = realPrograms(simulation.scenario.groups);
    if (programs.size === 0) return;
    const release = pump.hold('modules of clients are being loaded');
    this.isLoading = true;
    for (const [client, program] of programs) {
      const entry = await loadProgram(program.file).catch((error: unknown) => {
        throw new ProgramLoadError(program, error);
      });
      this.entries.set(client, entry);
    }
    this.isLoading = false;
    release();
  }

  /** Begins the program of a client; called from the kernel. */
  start(client: string, program: RealProgram, index: number): void {
    this.around.pump.post(() => {
      this.begin(client, program, index);
    });
  }

  private begin(client: string, program: RealProgram, index: number): void {
    const { simulation, network, twin, onDeed } = this.around;
    const entry = this.entries.get(client);
    if (entry === undefined) throw new ModelError('a program begins that was not loaded', { client });
    if (simulation.isOver) return;
    onDeed?.(client, { do: 'begin' });
    const record = new ProgramRecord(simulation.hosts, client, program);
    const { settings } = program;
    const context = { client: twin.client(client), device: twin, settings, index };
    const life = network.claim(client, () => Promise.resolve(context).then(entry));
    life.then(
      () => {
        if (simulation.isOver) return;
        onDeed?.(client, { do: 'done' });
        record.done();
      },
      (error: unknown) => {
        // After the end its sockets are taken from it: what comes of that is not its fault.
        if (simulation.isOver) return;
        const what = `threw ${error instanceof Error ? `${error.name}: ${error.message}` : scalarText(error)}`;
        onDeed?.(client, { do: 'threw', what });
        record.threw(what);
      },
    );
  }
}
