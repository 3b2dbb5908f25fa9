/** `lwip-twin init`: writes a commented first scenario. */

import { existsSync } from 'node:fs';

import { Option } from 'commander';

import { profileNames } from '../../language/firmware.js';
import { TOOL_NAME } from '../../version.js';
import { ExitStatus } from '../exit-status.js';
import { firstScenario } from './first-scenario.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';
import { STANDARD_OUTPUT } from '../output/output-plan.js';
import { writeTextFile } from '../output/write-text-file.js';
import { FIRMWARE } from '../../run/firmware.js';

const DEFAULT_FILE = 'scenario.yaml';

interface InitOptions {
  readonly profile: string;
  readonly force?: boolean;
}

/** Adds the command. */
export const setUpInit: SetUp = (command, io, done) => {
  command
    .argument('[file]', 'where to; - prints it', DEFAULT_FILE)
    .addOption(
      new Option('--profile <name>', 'device profile')
        .choices(profileNames(FIRMWARE))
        .default(profileNames(FIRMWARE)[0]),
    )
    .option('--force', 'write over a file that is there')
    .action((file: string, { profile, force }: InitOptions) => {
      if (file === STANDARD_OUTPUT) {
        io.out.write(firstScenario(profile));
        done(ExitStatus.ok);
        return;
      }
      if (force !== true && existsSync(file)) {
        throw new UsageError(`${file} is there already; name another file, or write over it with --force`);
      }
      writeTextFile(file, firstScenario(profile));
      io.out.write(`Wrote ${file}. Run it with: ${TOOL_NAME} replay ${file}\n`);
      done(ExitStatus.ok);
    });
};
