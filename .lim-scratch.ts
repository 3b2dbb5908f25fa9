import { Command } from 'commander';
import { registerLimitsCommand } from '/work/main/sim/cli/limits-command.js';
import { ScenarioError } from '/work/main/sim/scenario/diagnostic.js';
const o = { write: (t: any) => process.stdout.write(t) , flush() {} } as any;
const p = new Command('lwip-twin').exitOverride();
registerLimitsCommand(p, { out: o, err: o, outIsTerminal: false, errIsTerminal: false, env: {}, simulate: null as any }, (s) => console.log('status', s));
const t=performance.now();
try { p.parse(process.argv.slice(2), { from: 'user' }); } catch (e) { console.log(e instanceof ScenarioError ? e.format() : e); }
console.log((performance.now()-t).toFixed(0)+' ms');
