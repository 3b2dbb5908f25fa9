import { Command } from 'commander';
import { registerLimitsCommand } from './sim/cli/limits-command.js';
import { registerSchemaCommand } from './sim/cli/schema-command.js';
import { registerInitCommand } from './sim/cli/init-command.js';
import { registerExplainCommand } from './sim/cli/explain-command.js';
import { ScenarioError } from './sim/scenario/diagnostic.js';
const o = { write: (t: any) => process.stdout.write(t) , flush() {} } as any;
const p = new Command('lwip-twin').exitOverride();
const io = { out: o, err: o, outIsTerminal: false, errIsTerminal: false, env: {}, simulate: null as any };
for (const r of [registerLimitsCommand, registerSchemaCommand, registerInitCommand, registerExplainCommand]) r(p, io, (s) => console.log('status', s));
try { p.parse(process.argv.slice(2), { from: 'user' }); } catch (e) { console.log(e instanceof ScenarioError ? e.format() : e); }
