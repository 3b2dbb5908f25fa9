/**
 * What one server of the device is doing, added up for those who wait for it.
 *
 * A waiter's time is cut into stretches at the moments when other waiters begin; each stretch adds up what the server did
 * in it, so that any number of waiters over any number of changes cost what there are waiters, not what there are changes.
 */

import { CONSOLE_WAIT } from '../../kernel/console-uart.js';
import { CPU_WAIT } from '../../kernel/cpu.js';
import type { Wait, WaitPart } from './waits.js';

/** What a server's task is at work for. */
export interface ServerWork {
  readonly task: string;
  /** Whose connection; undefined for work of the device's own. */
  readonly client: string | undefined;
  readonly port: number | undefined;
  /** `GET /log`, `reads a request`, `queued work`. */
  readonly what: string;
  /** What it waits for at present: `delay`, `netconn recv` … */
  readonly waitsFor: string;
  /** Since when it is at it, virtual microseconds. */
  readonly sinceUs: number;
}

/** What holds on in a stretch. */
interface Situation {
  /** Every session is taken: nobody is accepted. */
  readonly isFull: boolean;
  readonly work: ServerWork | undefined;
  /** Its listener is not looked at: there is enough of this. */
  readonly gate: { readonly name: string; readonly option: string | undefined } | undefined;
}

/** The device's part of a TLS handshake. */
const TLS_WORK: Wait = { kind: 'tls', on: 'in the device' };

/** How long situations of one kind lasted. */
interface Lasting {
  readonly situation: Situation;
  us: number;
}

/** By what tells kinds of situations apart; none before the first. */
interface Stretch {
  sums: Map<string, Lasting> | undefined;
}

/** Somebody who waits. */
export interface Waiter {
  readonly stretch: object;
  readonly isAccepted: boolean;
  /** It is in its TLS handshake. */
  readonly isInHandshake: boolean;
}

/** The clock of one server. */
export class ServerClock {
  private readonly stretches: Stretch[] = [];
  private situation: Situation = { isFull: false, work: undefined, gate: undefined };
  /** The key of that, once somebody waits in it. */
  private key: string | undefined;
  private sinceUs = 0;

  /** `table` is the session table's name, for those who wait for a session. */
  constructor(
    private readonly table: string,
    private readonly option: string | undefined,
    /** `c1#2`: which connection of a client. */
    private readonly labelOf: (client: string, port: number | undefined) => string,
  ) {}

  /** What its task is busy with. */
  get work(): ServerWork | undefined {
    return this.situation.work;
  }

  /** Something changes. */
  set(change: Partial<Situation>, nowUs: number): void {
    this.advance(nowUs);
    this.situation = Object.assign({}, this.situation, change);
    this.key = undefined;
  }

  /** Somebody begins to wait. */
  begin(isAccepted: boolean, nowUs: number, isInHandshake = false): Waiter {
    this.advance(nowUs);
    const stretch: Stretch = { sums: undefined };
    this.stretches.push(stretch);
    return { stretch, isAccepted, isInHandshake };
  }

  /** What somebody has waited for so far. */
  read(
    { stretch, isAccepted, isInHandshake }: Waiter,
    client: string,
    port: number,
    nowUs: number,
  ): WaitPart[] {
    this.advance(nowUs);
    const parts: WaitPart[] = [];
    for (let i = this.stretches.length - 1; i >= 0; i--) {
      for (const { situation, us } of this.stretches[i]!.sums?.values() ?? []) {
        const wait = this.waitIn(situation, isAccepted, client, port);
        const isOwn = wait.kind === 'device' || wait.kind === 'handler';
        parts.push(Object.assign({}, isInHandshake && isAccepted && isOwn ? TLS_WORK : wait, { us }));
      }
      if (this.stretches[i] === stretch) break;
    }
    return parts;
  }

  /** Somebody has stopped waiting. */
  end({ stretch }: Waiter): void {
    const i = this.stretches.lastIndexOf(stretch as Stretch);
    const own = this.stretches[i];
    if (own === undefined) return;
    this.stretches.splice(i, 1);
    const before = this.stretches[i - 1];
    if (before === undefined || own.sums === undefined) return;
    for (const [key, { situation, us }] of own.sums) addTo(before, key, situation, us);
  }

  private waitIn({ isFull, work, gate }: Situation, isAccepted: boolean, client: string, port: number): Wait {
    if (!isAccepted && isFull) return { kind: 'limit', on: this.table, option: this.option };
    if (!isAccepted && gate !== undefined) return { kind: 'limit', on: gate.name, option: gate.option };
    if (work === undefined) return { kind: 'device', on: '' };
    if (work.client === client && work.port === port) return ownWait(work);
    const whose = work.client === undefined ? '' : ` of ${this.labelOf(work.client, work.port)}`;
    return { kind: 'task', on: `${work.task}: ${work.what}${whose}` };
  }

  private advance(nowUs: number): void {
    const last = this.stretches[this.stretches.length - 1];
    if (last !== undefined && nowUs > this.sinceUs) {
      this.key ??= keyOf(this.situation);
      addTo(last, this.key, this.situation, nowUs - this.sinceUs);
    }
    this.sinceUs = nowUs;
  }
}

/** What takes the device's own time; empty while it waits for something else. */
function timeTaker({ waitsFor }: ServerWork): string {
  return waitsFor === CONSOLE_WAIT || waitsFor.startsWith(CPU_WAIT) ? waitsFor : '';
}

function ownWait(work: ServerWork): Wait {
  const taker = timeTaker(work);
  if (taker === '') return { kind: 'handler', on: work.what };
  return taker === CONSOLE_WAIT
    ? { kind: 'console', on: '' }
    : { kind: 'cpu', on: taker.slice(CPU_WAIT.length) };
}

function keyOf({ isFull, work, gate }: Situation): string {
  return `${isFull} ${gate?.name ?? ''} ${work?.client ?? ''} ${work?.port ?? ''} ${work?.what ?? ''} ${work?.task ?? ''} ${work === undefined ? '' : timeTaker(work)}`;
}

function addTo(stretch: Stretch, key: string, situation: Situation, us: number): void {
  const sums = (stretch.sums ??= new Map<string, Lasting>());
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { situation, us });
  else sum.us += us;
}
