/** `why CLIENT`: what has become of its connections so far, told as the reports tell it: the same collector, the same words. */

import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { OutcomeCollector } from '../../outcomes/outcomes.js';
import type { History } from '../engine/history.js';

const NAME_AND_NUMBER = /^(.*?)([#:])([1-9]\d*)$/;

/** The connection that is asked for: a client's newest, or one by its number (`phone1#2`) or port (`phone1:49153`); undefined when it has not been begun. */
export function why(history: History, position: number, asked: string): ConnectionOutcome | undefined {
  const collector = new OutcomeCollector();
  for (const record of history.records(0, history.recordsBefore(position))) collector.accept(record);
  const all = collector.finish(history.timeAt(position));
  return (
    all.findLast(({ client }) => client === asked) ??
    all.findLast(({ client, number, port }) => {
      const [, name, mark, digits] = NAME_AND_NUMBER.exec(asked) ?? [];
      return client === name && (mark === '#' ? number : port) === Number(digits);
    })
  );
}
