/** The command line with nothing but the REPL, as the tests start it. */

import { Command } from 'commander';
import { registerReplCommand } from '../../sim/cli/repl-command.js';

const program = new Command('lwip-twin');
registerReplCommand(program);
await program.parseAsync();
