#!/usr/bin/env node
/** The `lwip-twin` command of the package: the module `sim/cli/main.ts` of the bundle. */

import { bundle } from './bundle.js';
import { optimiseLate } from './late-optimising.js';

const [, , word = '', ...others] = process.argv;
// Without a command there are only texts to print.
const work = word === '' || word.startsWith('-') ? 'help' : word;
if (work !== 'help') optimiseLate(others);
bundle(work)['main']!();
