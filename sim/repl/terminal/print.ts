/** Results to text: for people, or one JSON object a line for tools. */

import type { Console, Outcome } from '../console.js';
import type { Style } from '../format/style.js';

/** Makes the text that is written for a command's outcome; empty for nothing. */
export type Printer = (outcome: Outcome, console: Console) => string;

/** For people. */
export function textPrinter(style: Style): Printer {
  return ({ lines, error, hint }) => {
    const all = [...lines];
    if (error !== undefined)
      all.push(style('bad', `error: ${error}`) + (hint === undefined ? '' : `\n  ${hint}`));
    return all.length === 0 ? '' : `${all.join('\n')}\n`;
  };
}

/** For tools: what was asked, whether it went well, where the session stands, and the data. */
export const printJson: Printer = ({ command, ok, data, error, hint }, { session }) =>
  `${JSON.stringify({ command, ok, position: session.position, timeUs: session.timeUs, data, error, hint })}\n`;
