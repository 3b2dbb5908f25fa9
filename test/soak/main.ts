/**
 * `npm run soak -- --for 10min [--seed N]`: random scenarios from the whole schema for so long, in a thread. A scenario
 * with which the thread does not come back is a failure like any other: its seed and its YAML are printed.
 */

import { parseArgs } from 'node:util';
import { stringify } from 'yaml';

import { us } from '../../sim/document/duration.js';
import { MS_PER_S, US_PER_MS } from '../../sim/kernel/units.js';
import { startThreadAt } from '../../sim/live/start-thread.js';
import { keysNotIn, schemaKeys } from './coverage.js';
import { Dice } from './random.js';
import { randomScenario } from './random-scenario.js';
import { soakText, type SoakResult } from './soak.js';
import type { SoakMessage } from './thread.js';

const TELL_EVERY = 200;
const MOST_NAMED = 60;
/** For one scenario, with the making of it and, where it fails, with making it smaller. */
const MOST_MS = 120_000;
const MOST_SHRINKING_MS = 600_000;

const { values } = parseArgs({
  options: { for: { type: 'string', default: '1min' }, seed: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);

let runs = 0;
const worker = startThreadAt(new URL('./thread.ts', import.meta.url), {
  workerData: { seed, forMs: us(values.for) / US_PER_MS },
});
const giveUp = (): void => {
  const own = seed + runs;
  console.log(`seed ${own}: too slow, nothing for ${MOST_MS / MS_PER_S} s\n`);
  console.log(stringify(randomScenario(new Dice(own))));
  process.exit(1);
};
let watch = setTimeout(giveUp, MOST_MS);
worker.on('message', (message: SoakMessage) => {
  clearTimeout(watch);
  if ('result' in message) {
    tell(message.result, message.keys);
    return;
  }
  runs = message.runs;
  watch = setTimeout(giveUp, message.isFailing ? MOST_SHRINKING_MS : MOST_MS);
  if (runs > 0 && runs % TELL_EVERY === 0) process.stderr.write(`${runs} runs\n`);
});

function tell(result: SoakResult, keys: ReadonlySet<string>): void {
  console.log(soakText(result));
  const missing = keysNotIn(keys);
  const names = missing.length <= MOST_NAMED ? missing.join(', ') : 'too few runs to name them';
  console.log(`${missing.length} of ${schemaKeys().size} keys of the schema in none of them: ${names}`);
  if (result.failure === undefined) return;
  const { seed: own, error, yaml } = result.failure;
  console.log(`seed ${own}: ${error.stack ?? error.message}\n\n${yaml}`);
  process.exitCode = 1;
}
