/**
 * `node --import lwip-twin/net app.js`: an unmodified program meets the simulated device in virtual time.
 *
 * The scenario's file is in LWIP_TWIN_SCENARIO; what else the environment may say is in sim/live/virtual/program.ts.
 */

import { writeTextFile } from './cli/output/write-text-file.js';
import { startProgram } from './live/virtual/program.js';

startProgram(process.env, writeTextFile);
