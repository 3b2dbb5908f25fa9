/** Expectations in words: `tab8 is served at 5s`, `always: peak of sockets at most 9`. */

import { conditionText, kinds } from './registry.js';
import { durationText } from './time-words.js';
import type { Expectation } from './expectation.js';
import type { When } from './types.js';

/** What is expected, with its time. */
export function expectationText({ conditions, when }: Expectation): string {
  const what = conditions.map(conditionText).join(', ');
  switch (when.kind) {
    case 'end': {
      const addsUp = conditions.every(({ kind }) => kinds[kind].span !== 'now');
      return `${what}${stretchText(when)} ${addsUp ? 'by' : 'at'} the end`;
    }
    case 'at':
      return `${what} at ${durationText(when.atUs)}`;
    case 'always':
    case 'never':
      return `${when.kind}${stretchText(when)}: ${what}`;
    case 'eventually':
      return `eventually${stretchText(when)}: ${what}`;
  }
}

function stretchText({ fromUs, toUs }: When): string {
  const from = fromUs === 0 ? '' : ` from ${durationText(fromUs)}`;
  return Number.isFinite(toUs) ? `${from} until ${durationText(toUs)}` : from;
}
