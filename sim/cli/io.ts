/** What a command is given of the outside world, so that tests can give it something else. */

import type { Simulation, SimulationOptions } from '../run/simulation.js';
import type { Scenario } from '../language/scenario.js';
import type { Output } from './output/fd-output.js';

/** The outside world. */
export interface CliIo {
  readonly out: Output;
  readonly err: Output;
  /** Whether each of the two is a terminal. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes the run of a scenario instead of the usual way. */
  readonly simulate?: (scenario: Scenario, options: SimulationOptions) => Simulation;
  /** Told how long the command's runs may take; present where somebody watches this thread. */
  readonly mayTake?: (limitMs: number) => void;
  /**
   * The command's word, where threads may be started: for its jobs (`job-thread.ts`), or for the whole of it
   * (`command-thread.ts`). Absent: everything is done in this thread.
   */
  readonly work?: string;
  /** The command's own module and arguments, to start it again in a process of its own. */
  readonly ownWords: readonly string[];
}
