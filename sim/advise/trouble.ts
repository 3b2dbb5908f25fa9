/** What went wrong in a run, or took long: what a cure is looked for. */

import type { BlockedRecord, RefuseRecord, ServerRecord, TraceRecord } from '../kernel/trace.js';
import { causeText } from '../outcomes/cause-text.js';
import { exchangeName, exchangeResult } from '../outcomes/exchanges/exchange-text.js';
import type { ExchangeReport } from '../outcomes/exchanges/exchange-types.js';
import { namesText } from '../outcomes/names.js';
import type { Cause, ConnectionOutcome } from '../outcomes/outcome-types.js';
import { isOvertaken } from '../outcomes/overtaken.js';
import { SLOW_US } from '../outcomes/slow.js';
import { spanText } from '../outcomes/time-text.js';
import type { WaitKind, WaitPart } from '../outcomes/waits/waits.js';
import { waitsText } from '../outcomes/waits/waits-text.js';
import { UDP_RECV_MBOX } from '../resources/definitions.js';
import { limitText, parseLimitName } from '../resources/limit-name.js';

/** One thing that is not as its client, or the device's owner, wants it. */
export interface Trouble {
  /** `tab8`, `c1#2`, or `the device`. */
  readonly who: string;
  /** `waiting`, `GET / error, HTTP 431`, `websocket /ws slow`. */
  readonly what: string;
  /** What cures are chosen by: kinds of limits and other causes, of waits, outcomes, statuses (`status 431`). */
  readonly symptoms: readonly string[];
  /** Of these, what stands at the root: who holds what is missing in the end, or the status. */
  readonly roots: readonly string[];
  /** The cause in words; empty where none is known. */
  readonly why: string;
  /** How much it weighs: 1 for somebody who did not get what it wanted, less for who waited for it. */
  readonly weight: number;
}

/** Who it is that the device's own troubles happen to. */
export const DEVICE = 'the device';

/** A device that stopped is worse than any number of clients that it turned away. */
const STOPPED = 1000;
/** A time-out of one second ends on the next tick of the RTOS. */
const STALL_US = SLOW_US + 100_000;
const LEAST_WEIGHT = 0.05;
const MOST_WAITING = 0.9;
/** Waiting so long weighs almost as much as getting nothing. */
const LONG_US = 60_000_000;
/** Scenarios stop servers with a step. */
const STOPPED_ON_PURPOSE = 'the server was stopped';
/** Statuses with which a server says that it can't, not that its client asks for what is not there. */
const OWN_STATUSES: ReadonlySet<number> = new Set([408, 411, 413, 414, 431]);
const FIRST_SERVER_ERROR = 500;
/** Time that is its client's own, or the work that it asked for. */
const NO_WAIT: ReadonlySet<WaitKind> = new Set<WaitKind>(['client', 'reading', 'handler', 'behind']);

/** What those who hold a limit can be, as causes say it. */
const STATES = ['vanished', 'idle', 'TIME_WAIT'] as const;

/** Reads what the records of a run tell of the device itself; connections are told at its end. */
export class TroubleReader {
  /** Tasks that serve. */
  private readonly servers = new Set<string>();
  private readonly blocked = new Map<string, BlockedRecord>();
  private readonly stalls = new Map<string, { count: number; us: number }>();
  private readonly lost = new Map<string, { count: number; record: RefuseRecord }>();
  private readonly failed: Trouble[] = [];
  private stopped: Trouble | undefined;

  /** Takes a record; kinds that tell nothing of the device are ignored. */
  accept(record: TraceRecord): void {
    if (record.k === 'blocked') this.acceptBlocked(record);
    else if (record.k === 'work') this.servers.add(record.task);
    else if (record.k === 'refuse' && record.resource.kind === UDP_RECV_MBOX.kind) {
      const name = limitText(record.resource);
      this.lost.set(name, { count: (this.lost.get(name)?.count ?? 0) + 1, record });
    } else if (record.k === 'server') {
      if (record.ev === 'failed') this.failed.push(failedServer(record));
    } else if (record.k === 'panic') {
      this.stop('crash', `crashed${record.why === undefined ? '' : `: ${record.why}`}`);
    } else if (record.k === 'livelock') {
      this.stop('livelock', `hangs: task ${record.task}, ${record.loop}`);
    }
  }

  /** Everything that was not right, at the end of a run. */
  troubles(connections: readonly ConnectionOutcome[], nowUs: number): Trouble[] {
    return [
      ...(this.stopped === undefined ? [] : [this.stopped]),
      ...this.failed,
      ...connections.flatMap(connectionTroubles),
      ...this.ownTroubles(nowUs),
    ];
  }

  /** What the device has lost of its own messages, and the tasks that one client has held up, at a moment. */
  ownTroubles(nowUs: number): Trouble[] {
    const stalls = new Map(this.stalls);
    for (const open of this.blocked.values()) this.addStall(open, nowUs, stalls);
    return [
      ...[...this.lost].map(([name, lost]) => lostTrouble(name, lost)),
      ...[...stalls].map(([key, stall]) => stallTrouble(key, stall)),
    ];
  }

  private stop(symptom: string, what: string): void {
    this.stopped = { who: DEVICE, what, symptoms: [symptom, 'device'], roots: [], why: '', weight: STOPPED };
  }

  private acceptBlocked(record: BlockedRecord): void {
    const { task, ev } = record;
    const begun = this.blocked.get(task);
    if (ev === 'begin') this.blocked.set(task, record);
    else if (begun !== undefined) {
      this.blocked.delete(task);
      this.addStall(begun, record.t);
    }
  }

  /** A task that waits for one client serves nobody else. */
  private addStall({ t, task, call, c }: BlockedRecord, endUs: number, stalls = this.stalls): void {
    if (endUs - t < STALL_US || !this.servers.has(task)) return;
    const key = JSON.stringify([task, call, c]);
    const known = stalls.get(key);
    stalls.set(key, { count: (known?.count ?? 0) + 1, us: (known?.us ?? 0) + endUs - t });
  }
}

/** How much is wrong in all. */
export function burdenOf(troubles: readonly Trouble[]): number {
  return troubles.reduce((sum, { weight }) => sum + weight, 0);
}

/** Troubles of one kind in a line each: `tab8..tab12: waiting; sessions :80 7/7 …`. */
export function troubleLines(troubles: readonly Trouble[]): string[] {
  const groups = new Map<string, Trouble[]>();
  for (const one of troubles) {
    const key = JSON.stringify([one.what, one.symptoms]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((same) => {
    const [first] = same;
    const why = first!.why === '' ? '' : `; ${first!.why}`;
    return `${namesText(same.map(({ who }) => who))}: ${first!.what}${why}`;
  });
}

function connectionTroubles(connection: ConnectionOutcome): Trouble[] {
  const { label, outcome, isContent, cause, exchanges } = connection;
  if (!isContent) return failed(connection);
  const troubles = exchanges.flatMap((one) => exchangeTroubles(label, one));
  if (troubles.length > 0 || exchanges.length > 0) return troubles;
  return slow(label, outcome, connection.waits, cause);
}

function failed(connection: ConnectionOutcome): Trouble[] {
  const { label, outcome, cause, exchanges } = connection;
  // What its client did to itself, and what was on its way when the run ended, is nobody's fault.
  if (cause === undefined && outcome === 'gave-up') return [];
  if (cause?.resource === 'client' || cause?.effect.startsWith(STOPPED_ON_PURPOSE) === true) return [];
  if (isOvertaken(connection)) return [];
  const waits = exchanges.flatMap((one) => one.waits);
  return [
    {
      who: label,
      what: outcome,
      symptoms: [...new Set([outcome, ...symptomsOf(cause), ...waits.map(({ kind }) => kind)])],
      roots: rootsOf(cause),
      why: cause === undefined ? '' : causeText(cause),
      weight: 1,
    },
  ];
}

function exchangeTroubles(label: string, one: ExchangeReport): Trouble[] {
  const { status = 0, outcome } = one;
  if (outcome === 'error' && (OWN_STATUSES.has(status) || status >= FIRST_SERVER_ERROR)) {
    const what = `${exchangeName(one)}: ${exchangeResult(one).replace(/ in .*$/, '')}`;
    return [
      { who: label, what, symptoms: [`status ${status}`], roots: [`status ${status}`], why: '', weight: 1 },
    ];
  }
  return slow(label, exchangeName(one), waitsOf(one), undefined);
}

/** A worker that answers piece by piece does what it was asked for; until its first byte its client waits for it. */
function waitsOf({ waits, askedUs, firstByteUs }: ExchangeReport): readonly WaitPart[] {
  if (firstByteUs === undefined) return waits;
  return waits.map((part) =>
    part.kind === 'device' ? { ...part, us: Math.min(part.us, firstByteUs - askedUs) } : part,
  );
}

function slow(who: string, name: string, waits: readonly WaitPart[], cause: Cause | undefined): Trouble[] {
  const parts = waits.filter(({ kind }) => !NO_WAIT.has(kind));
  const us = parts.reduce((sum, part) => sum + part.us, 0);
  if (us < SLOW_US) return [];
  const kinds = parts.flatMap(({ kind, on }) => [kind, ...(kind === 'limit' ? kindsIn(on) : [])]);
  const symptoms = [...new Set(['slow', ...kinds, ...symptomsOf(cause)])];
  const why = `waited ${waitsText(parts)}`;
  return [{ who, what: `${name} is slow`, symptoms, roots: rootsOf(cause), why, weight: waitWeight(us) }];
}

function waitWeight(us: number): number {
  return Math.min(MOST_WAITING, LEAST_WEIGHT + (us / LONG_US) * MOST_WAITING);
}

function failedServer({ port, why }: ServerRecord): Trouble {
  return {
    who: DEVICE,
    what: `its server on port ${port} does not start`,
    symptoms: ['listener', 'refused'],
    roots: [],
    why: why ?? '',
    weight: 1,
  };
}

function lostTrouble(name: string, { count, record }: { count: number; record: RefuseRecord }): Trouble {
  const { size, effect, option } = record;
  return {
    who: DEVICE,
    what: `${count} message${count === 1 ? '' : 's'} lost`,
    symptoms: ['lost', record.resource.kind],
    roots: [record.resource.kind],
    why: `${name}${size === undefined ? '' : ` of ${size}`}${option === undefined ? '' : ` (${option})`} is full: ${effect}`,
    weight: 1 + Math.log10(count),
  };
}

function stallTrouble(key: string, { count, us }: { count: number; us: number }): Trouble {
  const [task, call, client] = JSON.parse(key) as [string, BlockedRecord['call'], string];
  const deed = call === 'send' ? `for room to send to ${client}` : `for data of ${client}`;
  return {
    who: DEVICE,
    what: `its task ${task} waits ${deed}, and serves nobody meanwhile`,
    symptoms: ['stall', `stall in ${call}`, 'task'],
    roots: [],
    why: `${count === 1 ? 'once' : `${count} times`}, ${spanText(us)} in all`,
    weight: waitWeight(us),
  };
}

/** Kinds of the causes down to the root, and the states of those who hold what is missing. */
export function symptomsOf(cause: Cause | undefined): string[] {
  return cause === undefined ? [] : [...ownSymptoms(cause), ...symptomsOf(cause.because)];
}

/** Those of the root alone. */
function rootsOf(cause: Cause | undefined): string[] {
  if (cause === undefined) return [];
  return cause.because === undefined ? ownSymptoms(cause) : rootsOf(cause.because);
}

function ownSymptoms({ resource, effect, worth = [] }: Cause): string[] {
  const states = [effect, ...worth].flatMap((text) => STATES.filter((word) => text.includes(word)));
  return [...kindsIn(resource), ...states];
}

function kindsIn(resource: string): string[] {
  return [parseLimitName(resource)?.kind ?? resource.split(' ', 1)[0]!];
}
