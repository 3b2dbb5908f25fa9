/** Where an exchange's time went, in words. */

import { spanText } from '../time-text.js';
import type { WaitKind, WaitPart } from './waits.js';

/** What each kind says; `on` stands behind it. */
const WORDS: Readonly<Record<WaitKind, (on: string) => string>> = {
  link: () => 'on its way',
  loss: () => 'lost by the link and sent again',
  outage: (on) => `link outage ${on}`,
  limit: (on) => `${on} full`,
  task: (on) => `task ${on}`,
  handler: (on) => `its own handler: ${on}`,
  device: (on) => (on === '' ? 'the device, outside of its server task' : on),
  nagle: () => 'Nagle on the device against the delayed ACK of the client',
  client: () => 'the client itself',
  reading: () => 'the client does not read',
  behind: () => 'an earlier request on its connection',
};

/** Parts that are worth a word: as large as a tenth of the whole. */
const SMALLEST_SHARE = 0.1;
const MOST_PARTS = 3;

/** `8.2 s task httpd: GET /events of c1, 4 ms on its way`: the largest parts, and what the rest comes to. */
export function waitsText(waits: readonly WaitPart[]): string {
  const total = waits.reduce((sum, { us }) => sum + us, 0);
  const large = waits.filter(({ us }, i) => i === 0 || (i < MOST_PARTS && us >= total * SMALLEST_SHARE));
  const told = large.length >= waits.length - 1 ? waits : large;
  const rest = total - told.reduce((sum, { us }) => sum + us, 0);
  const words = told.map(({ kind, on, us }) => `${spanText(us)} ${WORDS[kind](on)}`);
  return [
    ...words,
    ...(rest === 0 ? [] : [`${spanText(rest)} in ${waits.length - told.length} smaller parts`]),
  ].join(', ');
}

/** What an exchange waited for that is not its own client's doing. */
export function othersIn(waits: readonly WaitPart[]): readonly WaitPart[] {
  return waits.filter(({ kind }) => kind !== 'client' && kind !== 'reading');
}

/** Time that an exchange waited for others than its own client. */
export function waitedUs(waits: readonly WaitPart[]): number {
  return othersIn(waits).reduce((sum, { us }) => sum + us, 0);
}
