/** Results to text: for people, or one JSON object a line for tools. */

import type { Console, CommandReport } from '../console.js';
import { escapedJson, printable } from '../../document/printable.js';
import type { Style } from '../format/style.js';

/** Escape sequences of {@link Style}. */
const STYLED = /(\u001b\[\d{1,2}m)/;

/** Makes the text that is written for a command's outcome; empty for nothing. */
export type Printer = (outcome: CommandReport, console: Console) => string;

/** For people. */
export function textPrinter(style: Style): Printer {
  return ({ lines, error, hint }) => {
    const all = [...lines];
    if (error !== undefined)
      all.push(style('bad', `error: ${error}`) + (hint === undefined ? '' : `\n  ${hint}`));
    return all.length === 0 ? '' : `${harmless(all.join('\n'))}\n`;
  };
}

/** Everything but the escape sequences of {@link Style}: names and payloads are strangers' text. */
function harmless(text: string): string {
  return text
    .split(STYLED)
    .map((part, i) => (i % 2 === 1 ? part : printable(part)))
    .join('');
}

/** For tools: what was asked, whether it went well, where the session stands, and the data. */
export const printJson: Printer = ({ command, ok, data, error, hint }, { session }) =>
  `${escapedJson(JSON.stringify({ command, ok, position: session.position, timeUs: session.timeUs, data, error, hint }))}\n`;
