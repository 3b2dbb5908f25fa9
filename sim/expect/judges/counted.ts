/** Judges what happens so and so often: log lines, callbacks, bytes that clients receive. */

import { LOG_RANK } from '../../kernel/trace.js';
import { namesText } from '../../outcomes/names.js';
import { isWithin } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isInStretch } from '../judge.js';
import { countFound, isFound } from '../../document/pattern.js';
import { durationText } from '../time-words.js';
import type { CallbackCondition, LogCondition, ReceivedCondition } from '../types.js';

/** Errors and warnings of the log that a missing line is explained with. */
const MOST_NOTES = 3;
const TROUBLE: ReadonlySet<string> = new Set(['E', 'W']);

/** Counts lines. */
export function judgeLog({ pattern, level, count }: LogCondition, { simulation, when }: JudgeContext): Judge {
  let found = 0;
  let first = '';
  let tooManyUs: number | undefined;
  const trouble: string[] = [];
  simulation.trace.subscribe(['log'], (record) => {
    // Other readers of the trace may ask for more than this.
    if (record.k !== 'log' || LOG_RANK[record.lv] > LOG_RANK.D || !isInStretch(when, record.t)) return;
    const line = `${record.tag}: ${record.msg}`;
    if ((level === undefined || level === record.lv) && isFound(pattern, line)) {
      found++;
      if (found > count.most) tooManyUs ??= record.t;
      if (found === 1) first = `${durationText(record.t)} ${record.lv} ${line}`;
    } else if (TROUBLE.has(record.lv) && trouble.length < MOST_NOTES) {
      trouble.push(`the log says: ${durationText(record.t)} ${record.lv} ${line}`);
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

/** Counts callbacks. */
export function judgeCallback(
  { reason, count }: CallbackCondition,
  { simulation, when }: JudgeContext,
): Judge {
  let found = 0;
  simulation.trace.subscribe(['cb'], (record) => {
    if (record.k === 'cb' && record.reason === reason && isInStretch(when, record.t)) found++;
  });
  return { read: () => ({ holds: isWithin(count, found), seen: timesText(found) }) };
}

/** Counts finds in what each client received. */
export function judgeReceived(condition: ReceivedCondition, { simulation, when }: JudgeContext): Judge {
  const { who, pattern, count } = condition;
  const streams = new Map(who.clients.map((client) => [client, { text: '', found: 0, isCounted: true }]));
  simulation.trace.subscribe(['cli'], (record) => {
    if (record.k !== 'cli' || record.ev !== 'data' || !isInStretch(when, record.t)) return;
    const stream = streams.get(record.c);
    if (stream === undefined) return;
    stream.text += record.text ?? Buffer.from(record.hex ?? '', 'hex').toString('latin1');
    stream.isCounted = false;
  });
  return {
    read: (): Reading => {
      const groups = new Map<number, string[]>();
      for (const [client, stream] of streams) {
        if (!stream.isCounted)
          Object.assign(stream, { found: countFound(pattern, stream.text), isCounted: true });
        groups.set(stream.found, [...(groups.get(stream.found) ?? []), client]);
      }
      const texts = [...groups].map(([n, clients]) =>
        streams.size === 1 ? timesText(n) : `${namesText(clients)} ${timesText(n)}`,
      );
      return { holds: [...groups.keys()].every((n) => isWithin(count, n)), seen: texts.join(', ') };
    },
  };
}

function timesText(count: number): string {
  return count === 0 ? 'never' : `${count} ${count === 1 ? 'time' : 'times'}`;
}
