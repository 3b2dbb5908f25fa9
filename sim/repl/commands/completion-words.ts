/** Words that may come next, for completion. */

import type { CommandConsole } from './command.js';
import { CLIENT_EVENTS } from '../../kernel/trace.js';
import { lifecycleDefinitions } from '../../kernel/lifecycle.js';
import { CLIENT_STEP_KINDS } from '../../language/steps/schema-client-steps.js';
import { DEVICE_STEP_KINDS } from '../../language/steps/schema-device-steps.js';
import { observableNames } from '../breakpoints/observable.js';

const BREAK_WORDS = ['log', 'segment', 'task', 'refuse', 'panic', 'livelock', 'session', 'cb', 'end', 'time'];
const SEGMENT_WORDS = ['rx', 'tx', 'lost', 'SYN', 'FIN', 'RST'];
const LEVEL_WORDS = ['full', 'refuses', '>='];

/** Names of machines; of one machine the states that it can come to. */
export function machineWords(machine?: string): string[] {
  const all = lifecycleDefinitions();
  if (machine === undefined) return all.map(({ id }) => id);
  const table = all.find(({ id }) => id === machine)?.table ?? {};
  return Object.keys(table).map((state) => `->${state}`);
}

/** What may stand behind `break`. */
export function stoppingWords(console: CommandConsole, words: readonly string[]): readonly string[] {
  const { clientNames, newest } = console.session.timeline;
  const [first = ''] = words;
  if (words.length <= 1) return [...BREAK_WORDS, ...machineWords(), ...observableNames(newest)];
  if (clientNames.includes(first)) return CLIENT_EVENTS;
  if (first === 'segment') return [...SEGMENT_WORDS, ...clientNames];
  if (first === 'refuse') return clientNames;
  if (first === 'task') return newest.kernel.tasks.map((task) => task.name);
  const transitions = machineWords(first);
  return transitions.length > 0 ? transitions : LEVEL_WORDS;
}

/** What may stand behind `client`. */
export function clientWords(console: CommandConsole, words: readonly string[]): readonly string[] {
  return words.length <= 1
    ? console.session.timeline.clientNames
    : words.length === 2
      ? CLIENT_STEP_KINDS
      : [];
}

/** What may stand behind `device`. */
export function deviceWords(_console: CommandConsole, words: readonly string[]): readonly string[] {
  return words.length <= 1 ? DEVICE_STEP_KINDS : ['task=worker'];
}
