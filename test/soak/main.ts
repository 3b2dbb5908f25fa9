/** `npm run soak -- --for 10min [--seed N]`: random scenarios from the whole schema for so long. */

import { US_PER_MS } from '../../sim/kernel/units.js';
import { parseArgs } from 'node:util';

import { us } from '../../sim/document/duration.js';
import { soak, soakText } from './soak.js';

const TELL_EVERY = 200;

const { values } = parseArgs({
  options: { for: { type: 'string', default: '1min' }, seed: { type: 'string', default: '1' } },
});
const endMs = Date.now() + us(values.for) / US_PER_MS;
const result = await soak(Number(values.seed), (runs) => {
  if (runs > 0 && runs % TELL_EVERY === 0) process.stderr.write(`${runs} runs\n`);
  return Date.now() < endMs;
});
console.log(soakText(result));
if (result.failure !== undefined) {
  const { seed, error, yaml } = result.failure;
  console.log(`seed ${seed}: ${error.stack ?? error.message}\n\n${yaml}`);
  process.exitCode = 1;
}
