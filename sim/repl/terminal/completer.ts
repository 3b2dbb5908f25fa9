/** Completion: commands first, then what each command can take. */

import { findCommand } from '../commands/find.js';
import type { Console } from '../console.js';

/** Candidates and the text that they complete, as readline wants them. */
export function complete(console: Console, line: string): [string[], string] {
  const command = line.slice(line.lastIndexOf(';') + 1).trimStart();
  const words = command.split(/[ \t]+/);
  const last = words.at(-1) ?? '';
  return [candidates(console, words).filter((word) => word.startsWith(last)), last];
}

function candidates(console: Console, words: readonly string[]): string[] {
  const [name = '', ...rest] = words;
  if (rest.length === 0) return console.commands.map((command) => `${command.names[0]} `);
  try {
    const found = findCommand(console.commands, name).complete?.(console, rest) ?? [];
    return found.map((word) => (/\s/.test(word) ? `"${word}" ` : `${word} `));
  } catch {
    return [];
  }
}
