/** What differs between two runs of one load, and what of it is worse. */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';
import { CONTENT } from '../outcomes/outcome-words.js';
import type { ConnectionSnapshot, RunSnapshot } from './snapshot.js';

/** What a difference is about. */
export type Subject = 'device' | 'client' | 'log' | 'limit' | 'heap';

/** One thing that is not the same. */
export interface Change {
  readonly subject: Subject;
  /** Whom or what: `c1`, `sockets`, `at rest`; for `log` `new` or `gone`. */
  readonly name: string;
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Somebody is worse off than before. */
  readonly worse: boolean;
}

/** An answer that comes so much later is worse: relative, and at least so many µs. */
const LATER = 1.1;
const LATER_US = 10_000;
const ERROR_STATUS = 400;
/** Characters of received text that are shown around its first difference. */
const SHOWN = 40;

/** Everything that differs; empty for equal runs. */
export function changesBetween(before: RunSnapshot, after: RunSnapshot): Change[] {
  return [
    ...changed(
      'device',
      'the device',
      'end',
      before.crash ?? 'runs',
      after.crash ?? 'runs',
      after.crash !== undefined,
    ),
    ...clientChanges(before, after),
    ...answerChanges(before, after),
    ...logChanges(before, after),
    ...limitChanges(before, after),
    ...heapChanges(before, after),
  ];
}

/** Is anybody worse off? */
export function isWorse(changes: readonly Change[]): boolean {
  return changes.some(({ worse }) => worse);
}

function changed(
  subject: Subject,
  name: string,
  what: string,
  before: string | undefined,
  after: string | undefined,
  worse = false,
): Change[] {
  return before === after ? [] : [{ subject, name, what, before, after, worse }];
}

function pairs<T extends { readonly label: string }>(
  before: readonly T[],
  after: readonly T[],
): [label: string, before: T | undefined, after: T | undefined][] {
  const names = new Map<string, string>();
  for (const { label } of [...before, ...after]) {
    if (!names.has(keyOf(label))) names.set(keyOf(label), label);
  }
  return [...names].map(([key, label]) => [
    label,
    before.find((one) => keyOf(one.label) === key),
    after.find((one) => keyOf(one.label) === key),
  ]);
}

/** A client's only connection in one run, `c1`, is its first of several in another, `c1#1`. */
function keyOf(label: string): string {
  return /[# ]/.test(label) ? label : `${label}#1`;
}

function clientChanges(before: RunSnapshot, after: RunSnapshot): Change[] {
  return pairs(before.connections, after.connections).flatMap(([label, a, b]) => {
    const lost = a !== undefined && CONTENT.has(a.outcome) && (b === undefined || !CONTENT.has(b.outcome));
    if (a === undefined || b === undefined)
      return changed(
        'client',
        label,
        'outcome',
        a?.outcome ?? 'no such connection',
        b?.outcome ?? 'no such connection',
        lost,
      );
    return [
      ...changed(
        'client',
        label,
        'outcome',
        outcomeText(a),
        outcomeText(b),
        lost || isErrorNow(a.status, b.status),
      ),
      ...changed(
        'client',
        label,
        'first byte after',
        timeText(a.firstByteUs),
        timeText(b.firstByteUs),
        isLater(a.firstByteUs, b.firstByteUs),
      ),
      ...changed('client', label, 'ended by the device', endText(a), endText(b)),
      ...receivedChanges(label, a.received, b.received),
    ];
  });
}

function answerChanges(before: RunSnapshot, after: RunSnapshot): Change[] {
  return pairs(before.answers, after.answers).flatMap(([label, a, b]) => {
    const text = (one: typeof a): string => one?.error ?? String(one?.status ?? 'no such request');
    const worse = isErrorNow(a?.status, b?.status) || (a?.error === undefined && b?.error !== undefined);
    // Of a request that was not made, or never got its answer, the connection tells.
    if (a === undefined || b === undefined)
      return changed('client', label, 'answer', text(a), text(b), worse);
    return [
      ...changed('client', label, 'answer', text(a), text(b), worse),
      ...changed(
        'client',
        label,
        'first byte after',
        timeText(a.firstByteUs),
        timeText(b.firstByteUs),
        isLater(a.firstByteUs, b.firstByteUs),
      ),
    ];
  });
}

function outcomeText({ outcome, status, why }: ConnectionSnapshot): string {
  const word = status === undefined ? outcome : `${outcome} ${status}`;
  return why === undefined ? word : `${word} (${why})`;
}

function isErrorNow(before: number | undefined, after: number | undefined): boolean {
  return after !== undefined && after >= ERROR_STATUS && (before === undefined || before < ERROR_STATUS);
}

function isLater(before: number | undefined, after: number | undefined): boolean {
  if (before === undefined) return false;
  return after === undefined || (after > before * LATER && after >= before + LATER_US);
}

function endText({ ended }: ConnectionSnapshot): string {
  if (ended === undefined) return 'no';
  return `${ended.by === 'eof' ? 'FIN' : 'RST'} after ${timeText(ended.afterUs) ?? ''}`;
}

/** The first place in which two texts differ. */
function receivedChanges(label: string, before: string, after: string): Change[] {
  if (before === after) return [];
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const start = Math.max(0, at - SHOWN / 2);
  const shown = (text: string): string => {
    const part = JSON.stringify(text.slice(start, start + SHOWN));
    return `${text.length} bytes${text === '' ? '' : `, from ${start}: ${part}`}`;
  };
  return changed('client', label, 'received', shown(before), shown(after));
}

function logChanges(before: RunSnapshot, after: RunSnapshot): Change[] {
  const gone = [...before.log].filter(([key]) => !after.log.has(key));
  const added = [...after.log].filter(([key]) => !before.log.has(key));
  return [
    ...gone.flatMap(([, { line, count }]) => changed('log', 'gone', 'line', times(line, count), undefined)),
    ...added.flatMap(([, { line, count }]) => changed('log', 'new', 'line', undefined, times(line, count))),
  ];
}

function times(line: string, count: number): string {
  return count === 1 ? line : `${line} (${count} times)`;
}

function limitChanges(before: RunSnapshot, after: RunSnapshot): Change[] {
  const names = [...new Set([...before.limits.keys(), ...after.limits.keys()])];
  return names.flatMap((name) => {
    const [a, b] = [before.limits.get(name), after.limits.get(name)];
    return [
      ...changed('limit', name, 'size', figure(a?.size), figure(b?.size)),
      ...changed('limit', name, 'peak', figure(a?.peak ?? 0), figure(b?.peak ?? 0)),
      ...changed('limit', name, 'refused', figure(a?.refusals ?? 0), figure(b?.refusals ?? 0)),
    ];
  });
}

function heapChanges(before: RunSnapshot, after: RunSnapshot): Change[] {
  return (Object.keys(before.heap) as (keyof RunSnapshot['heap'])[]).flatMap((name) =>
    changed('heap', name, 'bytes', figure(before.heap[name]), figure(after.heap[name])),
  );
}

function figure(value: number | undefined): string {
  return value === undefined ? 'not seen' : String(value);
}

/** Microseconds as a person says them. */
function timeText(us: number | undefined): string | undefined {
  if (us === undefined) return 'never';
  return us < US_PER_S ? `${us / US_PER_MS} ms` : `${us / US_PER_S} s`;
}
