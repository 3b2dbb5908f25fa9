/** Running commands that are registered on a program, with everything that they print kept. */

import { Command, CommanderError } from 'commander';

import { registerExplainCommand } from '../../sim/cli/explain-command.js';
import { registerInitCommand } from '../../sim/cli/init-command.js';
import type { CliIo } from '../../sim/cli/io.js';
import { registerLimitsCommand } from '../../sim/cli/limits-command.js';
import { registerSchemaCommand } from '../../sim/cli/schema-command.js';
import { UsageError } from '../../sim/cli/usage-error.js';
import { ScenarioError } from '../../sim/document/diagnostic.js';
import { Simulation } from '../../sim/run/simulation.js';
import type { CliResult } from './fixture.js';

/** Runs one of the commands; bad input ends with 2, as in run-cli.ts. */
export function runCommand(...args: readonly string[]): CliResult {
  let out = '';
  let err = '';
  let status = -1;
  const io: CliIo = {
    out: { write: (data) => void (out += Buffer.from(data).toString()) },
    err: { write: (data) => void (err += Buffer.from(data).toString()) },
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
    simulate: (scenario, options) => new Simulation(scenario, options),
  };
  const program = new Command('lwip-twin')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) });
  for (const register of [
    registerLimitsCommand,
    registerInitCommand,
    registerExplainCommand,
    registerSchemaCommand,
  ]) {
    register(program, io, (result) => (status = result));
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof ScenarioError) err += error.format();
    else if (error instanceof UsageError) err += error.message;
    else if (!(error instanceof CommanderError)) throw error;
    status = 2;
  }
  return { status, out, err };
}
