/** What a command is given of the outside world, so that tests can give it something else. */

import type { RunResult, SimulationOptions } from '../scenario/simulation.js';
import type { Scenario } from '../scenario/types.js';
import type { Ipv4 } from '../wire/segment.js';
import type { Trace } from '../kernel/trace.js';
import type { LinkTap } from '../wire/link.js';
import type { Output } from './fd-output.js';

/** The part of a simulation that reports need. */
export interface Replayable {
  readonly trace: Trace;
  readonly link: { tap: LinkTap | undefined };
  readonly hosts: { byIp(ip: Ipv4): { readonly name: string } | undefined };
  run(): RunResult;
}

/** The outside world. */
export interface CliIo {
  readonly out: Output;
  readonly err: Output;
  /** Whether each of the two is a terminal. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes the run of a scenario. */
  readonly simulate: (scenario: Scenario, options: SimulationOptions) => Replayable;
}
