/** Where an exchange's time went, in words. */

import { spanText } from '../time-text.js';
import { Waits, type Wait, type WaitKind, type WaitPart } from './waits.js';

/** What each kind says; `on` stands behind it. */
const WORDS: Readonly<Record<WaitKind, (on: string, option?: string) => string>> = {
  link: () => 'on its way',
  loss: () => 'lost by the link and sent again',
  outage: (on) => `lost in the link outage ${on} and sent again`,
  tls: (on) => `its TLS handshake (${on})`,
  limit: (on, option) => `${on}${option === undefined ? '' : ` (${option})`} full`,
  task: (on) => `task ${on}`,
  handler: (on) => (on === '' ? 'its own handler' : `its own handler: ${on}`),
  console: () => 'its log lines on the console',
  cpu: (on) => `the CPU: ${on}`,
  device: (on) => (on === '' ? 'the device, outside of its server task' : on),
  nagle: () => 'Nagle on the device against the delayed ACK of the client',
  client: () => 'the client itself',
  reading: () => 'the client does not read',
  behind: () => 'what was asked before it on its connection',
};

/** What is waited for, in words: `sessions :80 (max_open_sockets) full`. */
export function waitWords({ kind, on, option }: Wait): string {
  return WORDS[kind](on, option);
}

/** Parts that are worth a word: as large as a tenth of the whole. */
const SMALLEST_SHARE = 0.1;
const MOST_PARTS = 3;
/** More than this in small parts, and they are told by what they have in common. */
const MOST_IN_REST = 0.2;

/** `8.2 s task httpd: GET /events of c1, 4 ms on its way`: the largest parts, and what the rest comes to. */
export function waitsText(parts: readonly WaitPart[]): string {
  const total = sumOf(parts);
  const isScattered = total - sumOf(largestOf(parts)) > total * MOST_IN_REST;
  const waits = isScattered ? waitsInAll(parts) : parts;
  const told = largestOf(waits);
  const rest = total - sumOf(told);
  const words = told.map((part) => `${spanText(part.us)} ${waitWords(part)}`);
  return [
    ...words,
    ...(rest === 0 ? [] : [`${spanText(rest)} in ${waits.length - told.length} smaller parts`]),
  ].join(', ');
}

/** The parts that are told; all of them where but one would be left over. */
function largestOf(waits: readonly WaitPart[]): readonly WaitPart[] {
  const total = sumOf(waits);
  const large = waits.filter(({ us }, i) => i === 0 || (i < MOST_PARTS && us >= total * SMALLEST_SHARE));
  return large.length >= waits.length - 1 ? waits : large;
}

function sumOf(waits: readonly WaitPart[]): number {
  return waits.reduce((sum, { us }) => sum + us, 0);
}

/** What an exchange waited for that is not its own client's doing. */
export function othersIn(waits: readonly WaitPart[]): readonly WaitPart[] {
  return waits.filter(({ kind }) => kind !== 'client' && kind !== 'reading');
}

/** Waits of many exchanges: whose request and which handler it was each time is left out. */
export function waitsInAll(waits: readonly WaitPart[]): readonly WaitPart[] {
  const sums = new Waits();
  for (const { us, ...wait } of waits) sums.add(inGeneral(wait), us);
  return sums.list();
}

function inGeneral(wait: Wait): Wait {
  if (wait.kind === 'handler') return { kind: 'handler', on: '' };
  if (wait.kind !== 'task') return wait;
  return { kind: 'task', on: `${wait.on.slice(0, wait.on.indexOf(':'))}: other requests` };
}

/** Time that an exchange waited for others than its own client. */
export function waitedUs(waits: readonly WaitPart[]): number {
  return sumOf(othersIn(waits));
}
