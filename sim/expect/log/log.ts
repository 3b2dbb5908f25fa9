/** `log`, `level`: lines of the console. */

import { word } from '../../document/fields.js';
import { given } from '../../document/given.js';
import { isFound, pattern, patternText, type Pattern } from '../../document/pattern.js';
import { LOG_RANK } from '../../kernel/trace.js';
import { isWithin, type Amount } from '../amount.js';
import { timesText, wantedTimes } from '../count-text.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isInStretch } from '../judge.js';
import { expectation } from '../kind.js';
import { seenTimeText } from '../time-words.js';

const LOG_LEVELS = ['E', 'W', 'I', 'N', 'D'] as const;
/** Errors and warnings of the log that a missing line is explained with. */
const MOST_NOTES = 3;
const TROUBLE: ReadonlySet<string> = new Set(['E', 'W']);

/** What its keys are read into. */
export interface LogCondition {
  readonly pattern: Pattern;
  /** Only of this level. */
  readonly level?: (typeof LOG_LEVELS)[number];
  readonly count: Amount;
}

export const log = expectation({
  keys: () => ({
    log: pattern('Lines of the console log: a part of `tag: message`, or /regex/.').optional(),
    level: word(LOG_LEVELS, 'Only lines of this level.').optional(),
  }),
  span: 'stretch',
  isCounted: true,
  read({ log: wanted, level }, reader): LogCondition[] {
    if (wanted !== undefined) return [{ pattern: wanted, ...given('level', level), count: reader.count }];
    if (level !== undefined) reader.complain('level', 'conflict', 'level: goes with log');
    return [];
  },
  text: ({ pattern: wanted, level, count }) =>
    `log ${patternText(wanted)}${level === undefined ? '' : ` at level ${level}`} ${wantedTimes(count)}`,
  judge,
});

/** Counts lines. */
function judge({ pattern: wanted, level, count }: LogCondition, { simulation, when }: JudgeContext): Judge {
  let found = 0;
  let first = '';
  let tooManyUs: number | undefined;
  const trouble: string[] = [];
  simulation.trace.subscribe(['log'], (record) => {
    // Other readers of the trace may ask for more than this.
    if (record.k !== 'log' || LOG_RANK[record.lv] > LOG_RANK.D || !isInStretch(when, record.t)) return;
    const line = `${record.tag}: ${record.msg}`;
    if ((level === undefined || level === record.lv) && isFound(wanted, line)) {
      found++;
      if (found > count.most) tooManyUs ??= record.t;
      if (found === 1) first = `${seenTimeText(record.t)} ${record.lv} ${line}`;
    } else if (TROUBLE.has(record.lv) && trouble.length < MOST_NOTES) {
      trouble.push(`the log says: ${seenTimeText(record.t)} ${record.lv} ${line}`);
    }
  });
  return {
    read: (): Reading => ({
      holds: isWithin(count, found),
      seen: timesText(found),
      sinceUs: tooManyUs,
      notes: found === 0 ? [...trouble] : [`first: ${first}`],
    }),
  };
}
