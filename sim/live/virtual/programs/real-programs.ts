/** Programs of the real clients that a scenario's groups name, in a run with promises. */

import type { RealProgram } from '../../../hosts/client-program.js';
import { ProgramRecord, type TapeDeed } from '../../../hosts/tape.js';
import type { Simulation } from '../../../run/simulation.js';
import type { Pump } from '../pump.js';
import type { RealNetwork } from '../real-network.js';
import type { Twin } from '../twin.js';
import { loadProgram } from './load-program.js';

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

/** Begins programs, one after the other where several begin at one instant. */
export class RealPrograms {
  /** Modules that are being loaded. */
  loading = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly around: ProgramSurroundings) {}

  /** Begins the program of a client; called from the kernel. */
  start(client: string, program: RealProgram, index: number): void {
    const { pump } = this.around;
    pump.post(() => {
      const release = pump.hold(`${program.file} is being loaded`);
      this.turn = this.turn
        .then(() => this.begin(client, program, index))
        .catch((error: unknown) => {
          pump.abandon(error as Error);
        })
        .finally(release);
    });
  }

  private async begin(client: string, program: RealProgram, index: number): Promise<void> {
    const { simulation, network, twin, onDeed } = this.around;
    if (simulation.isOver) return;
    onDeed?.(client, { do: 'begin' });
    const record = new ProgramRecord(simulation.hosts, client, program);
    this.loading++;
    const entry = await loadProgram(program.file).catch((error: unknown) => {
      throw new ProgramLoadError(program, error);
    });
    this.loading--;
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
        const what = `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
        onDeed?.(client, { do: 'threw', what });
        record.threw(what);
      },
    );
  }
}
