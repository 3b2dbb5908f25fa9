/** What a command's module gives to the command line. */

import type { Command } from 'commander';
import type { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';

/** Told of the exit status of the command that ran. */
export type StatusSink = (status: ExitStatus) => void;

/** Adds options, arguments, help and action to a command. */
export type SetUp = (command: Command, io: CliIo, done: StatusSink) => void;
