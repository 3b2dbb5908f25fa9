/** `cb`: callbacks of libwebsockets. */

import { text } from '../../document/fields.js';
import { suggestion } from '../../document/suggest.js';
import { isWithin, type Amount } from '../amount.js';
import { timesText, wantedTimes } from '../count-text.js';
import type { Judge, JudgeContext } from '../judge.js';
import { isInStretch } from '../judge.js';
import { expectation } from '../kind.js';

/** Scenarios may leave it out. */
const PREFIX = 'LWS_CALLBACK_';

/** What its keys are read into. */
export interface CallbackCondition {
  readonly reason: string;
  readonly count: Amount;
}

export const callback = expectation({
  keys: () => ({
    cb: text('Callbacks of libwebsockets, by their reason: RECEIVE, LWS_CALLBACK_ESTABLISHED …').optional(),
  }),
  span: 'stretch',
  isCounted: true,
  read({ cb }, { callbacks, count, complain }): CallbackCondition[] {
    if (cb === undefined) return [];
    const reason = cb.startsWith(PREFIX) ? cb : PREFIX + cb;
    if (!callbacks.includes(reason))
      complain('cb', 'unknown-value', `cb: no callback "${cb}"`, suggestion(reason, callbacks));
    return [{ reason, count }];
  },
  text: ({ reason, count }) => `callback ${reason} ${wantedTimes(count)}`,
  judge,
});

/** Counts callbacks. */
function judge({ reason, count }: CallbackCondition, { simulation, when }: JudgeContext): Judge {
  let found = 0;
  simulation.trace.subscribe(['cb'], (record) => {
    if (record.k === 'cb' && record.reason === reason && isInStretch(when, record.t)) found++;
  });
  return { read: () => ({ holds: isWithin(count, found), seen: timesText(found) }) };
}
