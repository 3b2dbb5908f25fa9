#!/usr/bin/env node
/** The `lwip-twin` command of the package: the module `sim/cli/main.ts` of the bundle. */

import { bundle } from './bundle.js';

const [, , word = ''] = process.argv;
// Without a command there are only texts to print.
bundle(word === '' || word.startsWith('-') ? 'help' : word)['main']!();
