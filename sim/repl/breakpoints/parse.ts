/** `break …` and `watch …` in words, made into breakpoints. */

import { suggestion } from '../../document/suggest.js';
import { inspect } from '../../inspect/inspect.js';
import { lifecycleDefinitions } from '../../kernel/lifecycle.js';
import type { Timeline } from '../engine/timeline.js';
import type { Probe } from '../engine/probe.js';
import type { Word } from '../words.js';
import { UserError } from '../user-error.js';
import type { BreakpointParts } from './breakpoint.js';
import { parseCondition, type Condition, type Lookup } from './condition.js';
import type { Matcher } from './matcher.js';
import { observable } from './observable.js';
import {
  clientMatcher,
  kindMatcher,
  logMatcher,
  machineMatcher,
  refusalMatcher,
  segmentMatcher,
} from './record-matchers.js';
import { changeMatcher, levelMatcher, taskMatcher } from './value-matchers.js';

const FULL = 'full';
const REFUSES = 'refuses';
/** Record kinds that can be broken on by their name alone. */
const KINDS = ['panic', 'livelock', 'refuse', 'session', 'cb', 'end'] as const;

/** Builds breakpoints for one timeline. */
export class BreakpointParser {
  private probes: Probe[] = [];

  constructor(private readonly timeline: Timeline) {}

  /** `break` with everything behind it. */
  parseBreak(words: readonly Word[]): BreakpointParts {
    return this.parse(words, (what) => this.matcher(what));
  }

  /** `watch` with everything behind it. */
  parseWatch(words: readonly Word[]): BreakpointParts {
    return this.parse(words, (what) => {
      if (what.length === 0) throw new UserError('watch what?', 'see `help watch`');
      return changeMatcher(this.follow(what.map((word) => word.text)));
    });
  }

  /** A condition by itself, as `check` uses it. */
  parseCondition(words: readonly Word[]): Condition {
    return parseCondition(words, this.lookup);
  }

  private parse(words: readonly Word[], build: (what: readonly Word[]) => Matcher): BreakpointParts {
    this.probes = [];
    const { what, condition, count } = splitClauses(words);
    const matcher = build(what);
    const parsed = condition.length === 0 ? undefined : parseCondition(condition, this.lookup);
    const conditionText = condition
      .map((word) => (word.quoted ? JSON.stringify(word.text) : word.text))
      .join(' ');
    return { matcher, condition: parsed, conditionText, count, probes: this.probes };
  }

  private readonly lookup: Lookup = (name) => {
    const probe = this.follow(name.split(' '));
    return (position) => probe.at(position);
  };

  private follow(words: readonly string[]): Probe {
    const { name, read } = observable(this.timeline.newest, words);
    const probe = this.timeline.follow(name, read);
    this.probes.push(probe);
    return probe;
  }

  private matcher(words: readonly Word[]): Matcher {
    const [first, ...rest] = words;
    if (first === undefined) throw new UserError('break on what?', 'see `help break`');
    const texts = rest.map((word) => word.text);
    const word = first.text;
    if (word === 'log') return logMatcher(needed(texts, 'a text or /pattern/'));
    // A quoted text alone is looked for in the log; with more behind it, it is a name.
    if ((first.quoted && rest.length === 0) || /^\/.+\/[a-z]*$/.test(word)) return logMatcher(word);
    if (first.quoted) return this.level(words);
    if (word === 'segment' || word === 'seg') return segmentMatcher(rest, this.timeline.clientNames);
    if (word === 'task')
      return taskMatcher(needed(texts.slice(0, 1), 'a task'), texts.slice(1).join(' ') || undefined);
    if (word === 'client') return clientMatcher(needed(texts.slice(0, 1), 'a client'), texts[1]);
    const arrow = words.findIndex((one) => one.text.includes('->'));
    if (arrow > 0) return this.machine(words, arrow);
    const kind = KINDS.find((one) => one === word);
    if (kind !== undefined && rest.length === 0) return kindMatcher(kind);
    if (kind === 'refuse') return refusalMatcher(undefined, texts[0]);
    if (this.timeline.clientNames.includes(word) && rest.length <= 1) return clientMatcher(word, texts[0]);
    return this.level(words);
  }

  private machine(words: readonly Word[], arrow: number): Matcher {
    const machine = words[0]!.text;
    const owner = words
      .slice(1, arrow)
      .map((word) => word.text)
      .join(' ');
    checkStates(machine, words[arrow]!.text.split('->'));
    return machineMatcher(machine, owner === '' ? undefined : owner, words[arrow]!.text);
  }

  /** `NAME full`, `NAME refuses [CLIENT]`, `NAME OPERATOR VALUE`. */
  private level(words: readonly Word[]): Matcher {
    const refuses = words.findIndex((word) => word.text === REFUSES);
    const nameOf = (end: number): string[] => words.slice(0, end).map((word) => word.text);
    if (refuses > 0) {
      const { name, size } = observable(this.timeline.newest, nameOf(refuses));
      if (size === undefined)
        throw new UserError(`${name} is no limit that could refuse anybody`, 'limits: `pools`');
      return refusalMatcher(name, words[refuses + 1]?.text);
    }
    if (words.at(-1)!.text === FULL) return this.full(nameOf(words.length - 1));
    const joined = words.map((word) => word.text).join(' ');
    const match = /^(.+?)\s*(==|!=|<=|>=|=|<|>|~)\s*(.+)$/.exec(joined);
    if (match === null) {
      observable(this.timeline.newest, nameOf(words.length));
      throw new UserError(
        `when should "${joined}" stop?`,
        `write \`watch ${joined}\`, \`${joined} full\` or \`${joined} >= N\``,
      );
    }
    const [, name = '', operator = '', value = ''] = match;
    const probe = this.follow(name.split(' '));
    const condition = parseCondition(
      [
        { text: 'value', quoted: false },
        { text: operator, quoted: false },
        { text: value, quoted: false },
      ],
      () => () => undefined,
    );
    return levelMatcher(probe, `${operator} ${value}`, (now) =>
      condition({ position: 0, timeUs: 0, record: { value: now } as never }),
    );
  }

  private full(words: readonly string[]): Matcher {
    const { newest } = this.timeline;
    const { name, size } = observable(newest, words);
    const pool = inspect(newest, 'pools').find((row) => row.key === name || row.key.startsWith(`${name} `));
    const limit = size ?? Number(pool?.['size'] ?? Number.NaN);
    if (!Number.isFinite(limit)) throw new UserError(`${name} has no size that it could reach`);
    return levelMatcher(this.follow(words), FULL, (value) => Number(value) >= limit);
  }
}

/** The machine must exist and have the states; its instances may come later. */
function checkStates(machine: string, states: readonly string[]): void {
  const definitions = lifecycleDefinitions();
  const definition = definitions.find(({ id }) => id === machine);
  if (definition === undefined) {
    const known = definitions.map(({ id }) => id);
    throw new UserError(`there is no machine "${machine}"`, suggestion(machine, known));
  }
  const known = Object.keys(definition.table);
  const unknown = states.find((state) => state !== '' && !known.includes(state));
  if (unknown !== undefined)
    throw new UserError(`${machine} has no state "${unknown}"`, `states: ${known.join(', ')}`);
}

/** Takes `if …` and `count N` off the end. */
function splitClauses(words: readonly Word[]): { what: Word[]; condition: Word[]; count: number } {
  const what = [...words];
  let count = 1;
  const at = what.findIndex(
    (word, i) => !word.quoted && word.text === 'count' && i >= what.length - 2 && i > 0,
  );
  if (at >= 0) {
    const text = what[at + 1]?.text ?? '';
    if (!/^[1-9]\d*$/.test(text)) throw new UserError('count needs a whole number from 1');
    count = Number(text);
    what.splice(at);
  }
  const where = what.findIndex((word) => !word.quoted && word.text === 'if');
  const condition = where < 0 ? [] : what.splice(where).slice(1);
  if (where >= 0 && condition.length === 0) throw new UserError('if what?', 'as in `if sockets >= 9`');
  return { what, condition, count };
}

function needed(texts: readonly string[], what: string): string {
  if (texts.length === 0) throw new UserError(`${what} is missing`, 'see `help break`');
  return texts.join(' ');
}
