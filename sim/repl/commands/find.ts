/** Finding a command by its name, a short form, or the beginning of its name. */

import { nearest } from '../../document/suggest.js';
import { UserError } from '../user-error.js';
import { CLIENT_STEP_KINDS } from '../../language/steps/schema-client-steps.js';
import { splitWords, type Word } from '../words.js';
import type { Command } from './command.js';

/** The words of a line; `tab9 connect` is short for `client tab9 connect`, where no command begins so. */
export function wordsOf(commands: readonly Command[], text: string): readonly Word[] {
  const words = splitWords(text);
  const [first, second] = words;
  const isStep = (CLIENT_STEP_KINDS as readonly (string | undefined)[]).includes(second?.text);
  const isCommand = commands.some(({ names }) => names.some((name) => name.startsWith(first?.text ?? '')));
  return isStep && !isCommand ? [...splitWords('client'), ...words] : words;
}

/** The command; throws {@link UserError} when there is none, or several begin so. */
export function findCommand(commands: readonly Command[], name: string): Command {
  const exact = commands.find((command) => command.names.includes(name));
  if (exact !== undefined) return exact;
  const begins = commands.filter((command) => name !== '' && command.names[0].startsWith(name));
  const [only, second] = begins;
  if (only !== undefined && second === undefined) return only;
  if (second !== undefined) {
    throw new UserError(`"${name}" could be ${begins.map((command) => command.names[0]).join(', ')}`);
  }
  const names = commands.flatMap((command) => command.names);
  const near = nearest(name, names);
  throw new UserError(
    `there is no command "${name}"`,
    near === undefined ? 'see `help`' : `did you mean "${near}"?`,
  );
}
