/** Commands to copy into a shell: those that repeat a run or step to a moment of it. */

import { durationText } from '../../expect/time-words.js';
import type { Scenario } from '../../language/scenario.js';
import { TOOL_NAME } from '../../version.js';

const PLAIN = /^[\w./:=,@%+-]+$/;

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `lwip-twin replay FILE --seed N`. */
export function replayCommand(scenario: Scenario, seed: number): string {
  return command(['replay', scenario.file, '--seed', String(seed), ...settings(scenario)]);
}

/** `lwip-twin repl FILE -c 'goto 1.2s'`. */
export function gotoCommand(scenario: Scenario, seed: number, timeUs: number): string {
  const sets = [...settings(scenario), ...(seed === scenario.seed ? [] : ['--set', `seed=${seed}`])];
  return command(['repl', scenario.file, ...sets, '-c', `goto ${durationText(timeUs)}`]);
}

function command(words: readonly string[]): string {
  return [TOOL_NAME, ...words].map(shellWord).join(' ');
}

function settings({ settings: values = [] }: Scenario): string[] {
  return values.flatMap(({ name, value }) => ['--set', `${name}=${valueText(value)}`]);
}

/** Text is quoted where YAML would take it for something else. */
function valueText(value: unknown): string {
  const isPlainText = typeof value === 'string' && /^[A-Za-z_./][\w./-]*$/.test(value);
  return isPlainText && !/^(?:true|false|null)$/i.test(value) ? value : JSON.stringify(value);
}
