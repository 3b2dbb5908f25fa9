/** Asking: why, what is this key, is it so. */

import { allKeys } from '../../language/schema-keys.js';
import { explain as explainAnything, nearestName } from '../../explain/explain.js';
import { thingNames } from '../../explain/things.js';
import { appNames, profileNames } from '../../language/firmware.js';
import { againstText } from '../../advise/against.js';
import { storyLines } from '../../outcomes/story-text.js';
import { nearest } from '../../document/suggest.js';
import { BreakpointParser } from '../breakpoints/parse.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import { why } from '../why/why.js';
import type { Command, Result, CommandConsole } from './command.js';
import { FIRMWARE } from '../../run/firmware.js';

function whyCommand(console: CommandConsole, words: readonly Word[]): Result {
  const { session } = console;
  const asked = words[0]?.text;
  const names = session.timeline.clientNames;
  if (asked === undefined || !names.includes(asked.replace(/[#:]\d+$/, ''))) {
    throw new UserError(
      asked === undefined ? 'why who?' : `there is no client "${asked}"`,
      `clients: ${names.join(', ')}; of several connections one by its number or port: ${names[0] ?? 'phone'}#2`,
    );
  }
  const answer = why(session.timeline.history, session.position, asked);
  if (answer === undefined) {
    return { lines: [`${asked}: has not connected so far`], data: { client: asked, outcome: 'absent' } };
  }
  const { head, lines } = storyLines(answer);
  const against = answer.isContent ? undefined : againstText(answer.cause);
  const told = [...lines, ...(against === undefined ? [] : [`${against} (explain one of them)`])];
  return { lines: [console.style('strong', head), ...told.map((line) => `  ${line}`)], data: answer };
}

/** Whatever a user can see; a line of the log has many words, and quotes around it are not needed. */
function explain(console: CommandConsole, words: readonly Word[]): Result {
  const name = words.map(({ text }) => text).join(' ');
  if (name === '')
    throw new UserError(
      'explain what?',
      'a key (max_open_sockets), a step (ws_open), a profile, an app, an errno, a line of the log',
    );
  const { edited } = console.session;
  const lines = explainAnything(FIRMWARE, name, (path) => edited.setting(path));
  if (lines !== undefined) {
    const isHead = (line: string): boolean => !line.startsWith(' ');
    const styled = lines.map((line) => (isHead(line) ? console.style('strong', line) : line));
    return { lines: styled, data: { name, lines } };
  }
  const near = nearest(name, explainable()) ?? nearestName(FIRMWARE, name);
  throw new UserError(
    `nothing is called "${name}"`,
    near === undefined ? 'see `help explain`' : `did you mean "${near}"?`,
  );
}

function explainable(): string[] {
  const keys = allKeys(FIRMWARE).flatMap((key) => [key.key, key.path]);
  return [...new Set([...keys, ...thingNames(), ...profileNames(FIRMWARE), ...appNames(FIRMWARE)])];
}

/** A condition about the present position; its answer is the exit status of a script. */
function check(console: CommandConsole, words: readonly Word[]): Result {
  const { session } = console;
  const condition = new BreakpointParser(session.timeline).parseCondition(words);
  const ok = condition({ position: session.position, timeUs: session.timeUs, record: undefined });
  return { lines: [ok ? console.style('good', 'yes') : console.style('bad', 'no')], data: { holds: ok }, ok };
}

/** Commands that answer questions. */
export const ASKING: readonly Command[] = [
  {
    names: ['why'],
    group: 'looking',
    usage: 'CLIENT',
    summary: 'what keeps a client: which limit, who holds it, since when',
    complete: (console) => console.session.timeline.clientNames,
    run: whyCommand,
  },
  {
    names: ['explain', 'e'],
    group: 'looking',
    usage: 'KEY',
    summary: 'what a key, step, option, limit, errno, line of the log … means',
    complete: explainable,
    run: explain,
  },
  {
    names: ['check'],
    group: 'looking',
    usage: 'NAME OPERATOR VALUE [and …]',
    summary: 'yes or no; in scripts a no makes the exit status 1',
    details: 'check sockets == 10      check "sessions :80" >= 7 and time < 5s      check tab9 = established',
    run: check,
  },
];
