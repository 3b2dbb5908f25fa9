/** The whole story of a connection, line by line: its word, its exchanges, what stopped it, where the time went. */

import { countText } from './amount-text.js';
import { causeText } from './cause-text.js';
import { exchangeName, exchangeResult } from './exchanges/exchange-text.js';
import type { ConnectionOutcome, Ending } from './outcome-types.js';
import { SLOW_US } from './slow.js';
import { secondsText } from './time-text.js';
import { othersIn, waitedUs, waitsText } from './waits/waits-text.js';

/** Exchanges that are told one by one: the newest. */
const MOST_EXCHANGES = 5;

/** `tab8: waiting since 0.802 s`, and what explains it; with `isAll`, every exchange that is kept. */
export function storyLines(
  connection: ConnectionOutcome,
  slowUs = SLOW_US,
  isAll = false,
): { head: string; lines: string[] } {
  const { label, outcome, cause, delay, unheard, exchanges, folded } = connection;
  const { waits, ending, openedUs, connectedUs } = connection;
  const newest = exchanges.at(-1);
  const sinceUs = ending?.timeUs ?? newest?.endedUs ?? newest?.askedUs ?? connectedUs ?? openedUs;
  const lines = exchanges.slice(isAll ? 0 : -MOST_EXCHANGES).map((one) => {
    const waited = waitedUs(one.waits) >= slowUs ? `; waited ${waitsText(othersIn(one.waits))}` : '';
    return `${exchangeName(one)} at ${secondsText(one.askedUs)}: ${exchangeResult(one)}${waited}`;
  });
  const untold = exchanges.length - lines.length + (folded?.exchangeCount ?? 0);
  if (untold > 0)
    lines.unshift(untold === 1 ? '1 earlier exchange' : `${countText(untold)} earlier exchanges`);
  if (ending !== undefined) lines.push(endingText(ending));
  if (exchanges.length === 0 && waitedUs(waits) >= slowUs) lines.push(`waited ${waitsText(waits)}`);
  const reason = cause ?? delay;
  if (reason !== undefined) lines.push(`because ${causeText(reason)}`);
  if (unheard !== undefined) lines.push(`its newest message has had no answer: ${causeText(unheard)}`);
  return { head: `${label}: ${outcome} since ${secondsText(sinceUs)}`, lines };
}

/** `then the device ended it with FIN at 3.000 s: no PONG came`. */
export function endingText({ by, how, timeUs, why }: Ending): string {
  const reason = why === undefined ? '' : `: ${why}`;
  const at = `at ${secondsText(timeUs)}${reason}`;
  if (by === 'device') return `the device ended it with ${how} ${at}`;
  if (how === 'forgotten') return `its client made another one instead ${at}`;
  return by === 'client' ? `its client ${how} ${at}` : `it ${how} ${at}`;
}
