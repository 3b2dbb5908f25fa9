/** Expectations in words: `tab8 is served at 5s`, `always: peak of sockets at most 9`. */

import type { Amount } from './amount.js';
import { patternText } from '../document/pattern.js';
import { durationText } from './time-words.js';
import type { Condition, Expectation, When } from './types.js';

const TIME_WORDS = { first_byte: 'first byte', connect_time: 'connect time' } as const;
const ENDING_WORDS = { panic: 'crashes', livelock: 'hangs in one instant' } as const;

/** Conditions about all that has happened so far. */
const ADDS_UP: ReadonlySet<Condition['kind']> = new Set([
  'log',
  'cb',
  'received',
  'times',
  'panic',
  'livelock',
]);

/** What is expected, with its time. */
export function expectationText({ conditions, when }: Expectation): string {
  const what = conditions.map(conditionText).join(', ');
  switch (when.kind) {
    case 'end':
      return `${what}${stretchText(when)} ${conditions.every(({ kind }) => ADDS_UP.has(kind)) ? 'by' : 'at'} the end`;
    case 'at':
      return `${what} at ${durationText(when.atUs)}`;
    case 'always':
    case 'never':
      return `${when.kind}${stretchText(when)}: ${what}`;
    case 'eventually':
      return `eventually${stretchText(when)}: ${what}`;
  }
}

/** What one condition says. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'connection': {
      const { who, outcomes, because, status } = condition;
      const verb = who.clients.length === 1 || who.text === 'every client' ? 'is' : 'are';
      const words = [
        ...(outcomes === undefined ? [] : [outcomes.join(' or ')]),
        ...(status === undefined ? [] : [`answered with ${status.join(' or ')}`]),
        ...(because === undefined ? [] : [`stopped by ${because}`]),
      ];
      return `${who.text} ${verb} ${words.join(', ')}`;
    }
    case 'counts': {
      const { who, counts } = condition;
      const whose = who === undefined ? 'connections' : `connections of ${who.text}`;
      return `${whose}: ${counts.map(([word, amount]) => `${amount.text} ${word}`).join(', ')}`;
    }
    case 'times': {
      const { who, of, limits } = condition;
      const whose = who === undefined ? '' : ` of ${who.text}`;
      return `${TIME_WORDS[of]}${whose}: ${limits.map(([word, amount]) => `${word} ${amount.text}`).join(', ')}`;
    }
    case 'resource':
      return condition.figures
        .map(([figure, { text }]) => `${condition.resource}: ${figure} ${text}`)
        .join(', ');
    case 'log': {
      const { pattern, level, count } = condition;
      return `log ${patternText(pattern)}${level === undefined ? '' : ` at level ${level}`} ${timesText(count)}`;
    }
    case 'cb':
      return `callback ${condition.reason} ${timesText(condition.count)}`;
    case 'received':
      return `${condition.who.text} received ${patternText(condition.pattern)} ${timesText(condition.count)}`;
    case 'server':
      return `the server${condition.port === undefined ? '' : ` on port ${condition.port}`} is ${condition.state}`;
    case 'panic':
    case 'livelock': {
      const { kind, happens, pattern } = condition;
      const saying = pattern === undefined ? '' : ` with ${patternText(pattern)}`;
      return `the device ${happens ? '' : 'never '}${ENDING_WORDS[kind]}${saying}`;
    }
  }
}

/** `once`, `at least once`, `at most 3 times`, `never`. */
function timesText({ most, text }: Amount): string {
  if (most === 0) return 'never';
  return / ?\b1$/.test(text) ? text.replace(/1$/, 'once') : `${text} times`;
}

function stretchText({ fromUs, toUs }: When): string {
  const from = fromUs === 0 ? '' : ` from ${durationText(fromUs)}`;
  return Number.isFinite(toUs) ? `${from} until ${durationText(toUs)}` : from;
}
