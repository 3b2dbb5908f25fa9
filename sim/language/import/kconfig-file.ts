/** Reading `sdkconfig` and `prj.config`: `CONFIG_NAME=value`, `# CONFIG_NAME is not set`, comments. */

import type { SourceText } from '../../document/place.js';
import { ConfigText } from './config-file.js';
import type { ConfigEntry, ConfigValue } from './config-file.js';

const UNSET = /^#\s*(CONFIG_\w+) is not set\s*$/;
const SETTING = /^\s*(CONFIG_\w+)=(.*)$/;
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['y', true],
  ['n', false],
]);
const NUMBER = /^-?(?:\d{1,15}|0[xX][0-9a-fA-F]{1,12})$/;
const STRING = /^"(?:[^"\\]|\\.)*"$/;

/** Options by name; throws `ScenarioError` for the first line that is none of the above. */
export function readKconfig(source: SourceText): { text: ConfigText; entries: Map<string, ConfigEntry> } {
  const text = new ConfigText(source);
  const entries = new Map<string, ConfigEntry>();
  let start = 0;
  for (const raw of source.text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const entry = readLine(line, start, text);
    if (entry !== undefined) entries.set(entry.name, entry);
    start += raw.length + 1;
  }
  return { text, entries };
}

function readLine(line: string, start: number, text: ConfigText): ConfigEntry | undefined {
  const unset = UNSET.exec(line)?.[1];
  if (unset !== undefined) {
    const nameSpan = spanOf(unset, start + line.indexOf(unset));
    return { name: unset, value: false, nameSpan, valueSpan: nameSpan };
  }
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const [, name, written] = SETTING.exec(line) ?? [];
  const indent = line.length - line.trimStart().length;
  if (name === undefined || written === undefined) {
    const hint = 'expected CONFIG_NAME=value, # CONFIG_NAME is not set, or a comment';
    throw text.error(spanOf(trimmed, start + indent), 'not a line of a Kconfig file', hint);
  }
  const valueStart = start + line.indexOf('=') + 1;
  const value = valueOf(written.trim());
  if (value === undefined) {
    const span = { start: valueStart, end: start + line.length };
    throw text.error(span, `${name}: not a Kconfig value`, 'expected y, n, a number or "text"');
  }
  return {
    name,
    value,
    nameSpan: spanOf(name, start + indent),
    valueSpan: spanOf(written.trimEnd(), valueStart),
  };
}

function valueOf(written: string): ConfigValue | undefined {
  const word = WORDS.get(written);
  if (word !== undefined) return word;
  if (NUMBER.test(written)) return Number(written);
  return STRING.test(written) ? written.slice(1, -1) : undefined;
}

function spanOf(text: string, start: number): { start: number; end: number } {
  return { start, end: start + text.length };
}
