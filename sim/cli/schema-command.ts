/** `lwip-twin schema`: the JSON Schema of scenario files, for editors. */

import type { Command } from 'commander';

import { schemaText } from '../language/json-schema.js';
import { TOOL_NAME } from '../version.js';
import { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import { writeTextFile } from './write-text-file.js';

const HELP = `
The first line of a scenario tells an editor about it:
  # yaml-language-server: $schema=FILE

Example:
  ${TOOL_NAME} schema --output scenario.schema.json`;

/** Adds the command. */
export function registerSchemaCommand(program: Command, io: CliIo, done: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .copyInheritedSettings(program)
    .description(
      'Prints the JSON Schema of scenario files, with which editors complete and explain every key.',
    )
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText('after', HELP)
    .action(({ output }: { readonly output?: string }) => {
      if (output === undefined) io.out.write(schemaText());
      else writeTextFile(output, schemaText());
      done(ExitStatus.ok);
    });
}
