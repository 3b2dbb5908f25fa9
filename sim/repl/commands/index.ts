/** Every command, in the order of `help`. */

import { ASKING } from './asking.js';
import { CHANGING } from './changing.js';
import type { Command } from './command.js';
import { DOING } from './doing.js';
import { LOOKING } from './looking.js';
import { MACHINES } from './machines.js';
import { MOVING } from './moving.js';
import { SESSION } from './session.js';
import { STOPPING } from './stopping.js';

/** All commands of the REPL. */
export const ALL_COMMANDS: readonly Command[] = [
  ...MOVING,
  ...STOPPING,
  ...LOOKING,
  MACHINES,
  ...ASKING,
  ...DOING,
  ...CHANGING,
  ...SESSION,
];
