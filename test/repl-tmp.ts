import { Command } from 'commander';
import { registerReplCommand } from '/work/main/sim/cli/repl-command.js';
const p = new Command('lwip-twin'); registerReplCommand(p); await p.parseAsync();
