/** `received`: what clients got. */

import { textShown } from '../../codec/shown-bytes.js';
import { FoundInStream, pattern, patternText, type Pattern } from '../../document/pattern.js';
import { namesText } from '../../outcomes/names.js';
import { isWithin, type Amount } from '../amount.js';
import { timesText, wantedTimes } from '../count-text.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isInStretch } from '../judge.js';
import { expectation } from '../kind.js';
import type { ClientSelector } from '../types.js';

/** What its keys are read into. */
export interface ReceivedCondition {
  readonly who: ClientSelector;
  readonly pattern: Pattern;
  readonly count: Amount;
}

export const received = expectation({
  keys: () => ({
    received: pattern('Bytes that the client received: a part of the text, or /regex/.').optional(),
  }),
  span: 'stretch',
  isCounted: true,
  read: ({ received: wanted }, { everybody: who, count }): ReceivedCondition[] =>
    wanted === undefined ? [] : [{ who, pattern: wanted, count }],
  text: ({ who, pattern: wanted, count }) =>
    `${who.text} received ${patternText(wanted)} ${wantedTimes(count)}`,
  judge,
});

/** Counts finds in what each client received. */
function judge(condition: ReceivedCondition, { simulation, when, connections }: JudgeContext): Judge {
  const { who, pattern: wanted, count } = condition;
  const streams = new Map(who.clients.map((client) => [client, new FoundInStream(wanted)]));
  simulation.trace.subscribe(['cli'], (record) => {
    if (record.k !== 'cli' || record.ev !== 'data' || !isInStretch(when, record.t)) return;
    streams.get(record.c)?.push(textShown(record));
  });
  return {
    read: (): Reading => {
      const groups = new Map<number, string[]>();
      for (const [client, stream] of streams) {
        groups.set(stream.count, [...(groups.get(stream.count) ?? []), client]);
      }
      const texts = [...groups].map(([n, clients]) =>
        streams.size === 1 ? timesText(n) : `${namesText(clients)} ${timesText(n)}`,
      );
      const wrong = new Set(
        [...groups].filter(([n]) => !isWithin(count, n)).flatMap(([, clients]) => clients),
      );
      const concerned = wrong.size === 0 ? [] : connections().filter(({ client }) => wrong.has(client));
      return { holds: wrong.size === 0, seen: texts.join(', '), concerned };
    },
  };
}
