/** Asking: why, what is this key, is it so. */

import { allKeys, type SchemaKey } from '../../language/schema-walk.js';
import { explain as explainAnything, nearestName } from '../../explain/explain.js';
import { thingLines } from '../../explain/things.js';
import { CLIENT_STEP_KINDS } from '../../language/steps/schema-client-steps.js';
import { DEVICE_STEP_KINDS } from '../../language/steps/schema-device-steps.js';
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

/** Everything that has a name in the scenario language. */
function explain(console: CommandConsole, words: readonly Word[]): Result {
  const name = words[0]?.text;
  if (name === undefined)
    throw new UserError(
      'explain what?',
      'a key (max_open_sockets), a step (ws_open), a profile, an app, an errno, a line of the log',
    );
  const keys = allKeys(FIRMWARE);
  const named = keys.filter((key) => key.path === name || key.path === `device.${name}`);
  const found = named.length > 0 ? named : keys.filter((key) => key.key === name);
  const lines = [...thingLines(FIRMWARE, name), ...found.flatMap((key) => keyLines(console, key))];
  if (lines.length > 0) return { lines, data: { name, keys: found } };
  // A line of the log has many words; quotes around it are not needed.
  const known = explainAnything(FIRMWARE, words.map(({ text }) => text).join(' '));
  if (known !== undefined) return { lines: known, data: { name, keys: [] } };
  const near = nearest(name, explainable()) ?? nearestName(FIRMWARE, name);
  throw new UserError(
    `nothing is called "${name}"`,
    near === undefined ? 'see `help explain`' : `did you mean "${near}"?`,
  );
}

function keyLines(console: CommandConsole, key: SchemaKey): string[] {
  const value = key.ofStep ? undefined : console.session.edited.setting(key.path.split('.'));
  const here =
    value === undefined || typeof value === 'object' ? [] : [`  in this scenario: ${JSON.stringify(value)}`];
  return [
    console.style('strong', key.path),
    ...key.description.split('\n').map((line) => `  ${line}`),
    ...here,
  ];
}

function explainable(): string[] {
  const keys = allKeys(FIRMWARE).flatMap((key) => [key.key, key.path]);
  return [
    ...new Set([
      ...keys,
      ...CLIENT_STEP_KINDS,
      ...DEVICE_STEP_KINDS,
      ...profileNames(FIRMWARE),
      ...appNames(FIRMWARE),
    ]),
  ];
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
    summary: 'what a key, step, option, profile or app means, its default and its source',
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
