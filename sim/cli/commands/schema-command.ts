/** `lwip-twin schema`: the JSON Schema of scenario files, for editors. */

import { schemaText } from '../../language/json-schema.js';
import { TOOL_NAME } from '../../version.js';
import { ExitStatus } from '../exit-status.js';
import type { SetUp } from './set-up.js';
import { writeTextFile } from '../output/write-text-file.js';
import { FIRMWARE } from '../../run/firmware.js';

const HELP = `
The first line of a scenario tells an editor about it:
  # yaml-language-server: $schema=FILE

Example:
  ${TOOL_NAME} schema --output scenario.schema.json`;

/** Adds what the command takes. */
export const setUpSchema: SetUp = (command, io, done) => {
  command
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText('after', HELP)
    .action(({ output }: { readonly output?: string }) => {
      if (output === undefined) io.out.write(schemaText(FIRMWARE));
      else writeTextFile(output, schemaText(FIRMWARE));
      done(ExitStatus.ok);
    });
};
