/** About the session itself. */

import { GROUPS, type Command, type Result, type CommandConsole } from './command.js';
import { breakpointList } from './stopping.js';
import { findCommand } from './find.js';
import { timeText } from '../format/time.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';

const TOPICS = ['breakpoints', 'session'];

function help(console: CommandConsole, words: readonly Word[]): Result {
  const name = words[0]?.text;
  return name === undefined ? overview(console) : about(findCommand(console.commands, name), console);
}

function overview({ commands, style }: CommandConsole): Result {
  const width = Math.max(...commands.map((command) => heading(command).length));
  const lines = GROUPS.flatMap((group) => [
    style('strong', group),
    ...commands
      .filter((command) => command.group === group)
      .map((command) => `  ${heading(command).padEnd(width)}  ${command.summary}`),
  ]);
  lines.push(
    '',
    'An empty line repeats a movement. `;` separates commands, `#` begins a comment. `help COMMAND` tells more.',
  );
  return {
    lines,
    data: commands.map(({ names, usage, summary, group }) => ({ names, usage, summary, group })),
  };
}

function heading({ names, usage }: Command): string {
  return usage === '' ? names.join(', ') : `${names.join(', ')} ${usage}`;
}

function about(command: Command, { style }: CommandConsole): Result {
  const lines = [style('strong', heading(command)), command.summary];
  if (command.details !== undefined) lines.push(...command.details.split('\n').map((line) => `  ${line}`));
  const { names, usage, summary, details } = command;
  return { lines, data: { names, usage, summary, details } };
}

function info(console: CommandConsole, words: readonly Word[]): Result {
  const topic = words[0]?.text ?? 'session';
  if ('breakpoints'.startsWith(topic)) return breakpointList(console);
  if (!'session'.startsWith(topic)) throw new UserError(`info about "${topic}"?`, TOPICS.join(', '));
  const { session } = console;
  const { edited, timeline } = session;
  const { scenario, history } = timeline;
  const data = {
    scenario: scenario.name,
    file: edited.source.file,
    profile: scenario.device.profile,
    untilUs: scenario.untilUs,
    position: session.position,
    timeUs: session.timeUs,
    known: history.length,
    kept: history.keptSteps,
    steps: scenario.steps.length,
    typed: edited.typed.length,
    parked: timeline.parkedAt,
  };
  return {
    lines: [
      `${data.scenario} (${data.file}) on ${data.profile}, until ${timeText(data.untilUs)}`,
      `here: #${data.position}, ${timeText(data.timeUs)}; seen so far: ${data.known} steps`,
      ...(data.kept < data.known
        ? [`in memory: ${data.kept} of these steps; earlier ones are computed again when they are looked at`]
        : []),
      `scripted steps: ${data.steps}, of which typed: ${data.typed}`,
      `live instances parked at: ${data.parked.length === 0 ? 'none' : data.parked.map((at) => `#${at}`).join(' ')}`,
    ],
    data,
  };
}

/** Commands about the session. */
export const SESSION: readonly Command[] = [
  {
    names: ['info', 'i'],
    group: 'session',
    usage: '[breakpoints|session]',
    summary: 'the breakpoints, or where you are and what has been typed',
    complete: () => TOPICS,
    run: info,
  },
  {
    names: ['help', 'h', '?'],
    group: 'session',
    usage: '[COMMAND]',
    summary: 'all commands, or one of them',
    complete: (console) => console.commands.map((command) => command.names[0]),
    run: help,
  },
  {
    names: ['quit', 'q', 'exit'],
    group: 'session',
    usage: '',
    summary: 'ends the session',
    run: (console) => {
      console.isOver = true;
      return { lines: [] };
    },
  },
];
