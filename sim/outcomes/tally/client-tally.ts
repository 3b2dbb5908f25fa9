/** What a client, or a group of them, has come to: numbers that grow with every exchange and never in size. */

import { LazyMap } from '../../kernel/lazy-map.js';
import type { ExchangeKind, ExchangeOutcome, ExchangeReport } from '../exchanges/exchange-types.js';
import type { Outcome } from '../outcome-words.js';
import { Waits } from '../waits/waits.js';
import { Distribution } from './distribution.js';

/** When something of a kind was first wanted and last over, virtual microseconds. */
interface Span {
  firstUs: number;
  lastUs: number;
}

/** A connection, as far as it is summed. */
export interface TalliedConnection {
  readonly outcome: Outcome;
  readonly openedUs: number;
  readonly connectedUs: number | undefined;
  readonly ending: { readonly how: string } | undefined;
}

/** The sums. */
export class ClientTally {
  connections = 0;
  /** Those whose client vanished from the network. */
  vanished = 0;
  bytes = 0;
  readonly connectTimes = new Distribution();
  readonly firstByteTimes = new Distribution();
  readonly completeTimes = new Distribution();
  readonly waits = new Waits();
  /** Connections by their outcome, exchanges by kind and outcome (`request answered`), error statuses. */
  readonly outcomes = new Map<Outcome, number>();
  readonly exchanges = new Map<`${ExchangeKind} ${ExchangeOutcome}`, number>();
  readonly errorStatuses = new LazyMap<number, number>();
  /** From the first request to the end of the last answer. */
  readonly span: Span = { firstUs: Infinity, lastUs: 0 };

  /** Adds a connection, without its exchanges. */
  addConnection({ outcome, openedUs, connectedUs, ending }: TalliedConnection): void {
    this.connections++;
    if (ending?.how === 'vanished') this.vanished++;
    count(this.outcomes, outcome, 1);
    if (connectedUs !== undefined) this.connectTimes.add(connectedUs - openedUs);
  }

  /** Adds an exchange. */
  addExchange({
    kind,
    outcome,
    startUs,
    askedUs,
    firstByteUs,
    endedUs,
    status,
    bytes,
    waits,
  }: ExchangeReport): void {
    count(this.exchanges, `${kind} ${outcome}`, 1);
    this.bytes += bytes;
    if (outcome === 'error' && status !== undefined) count(this.errorStatuses, status, 1);
    this.waits.addAll(waits);
    if (kind === 'message') return;
    if (firstByteUs !== undefined) this.firstByteTimes.add(firstByteUs - askedUs);
    if (kind === 'websocket' || kind === 'stream') return;
    this.span.firstUs = Math.min(this.span.firstUs, startUs);
    if (endedUs === undefined || (outcome !== 'answered' && outcome !== 'error')) return;
    this.completeTimes.add(endedUs - askedUs);
    this.span.lastUs = Math.max(this.span.lastUs, endedUs);
  }

  /** Adds another's sums. */
  addAll(other: ClientTally): void {
    this.connections += other.connections;
    this.vanished += other.vanished;
    this.bytes += other.bytes;
    this.connectTimes.addAll(other.connectTimes);
    this.firstByteTimes.addAll(other.firstByteTimes);
    this.completeTimes.addAll(other.completeTimes);
    this.waits.addAll(other.waits.list());
    for (const [key, n] of other.outcomes) count(this.outcomes, key, n);
    for (const [key, n] of other.exchanges) count(this.exchanges, key, n);
    for (const [key, n] of other.errorStatuses) count(this.errorStatuses, key, n);
    this.span.firstUs = Math.min(this.span.firstUs, other.span.firstUs);
    this.span.lastUs = Math.max(this.span.lastUs, other.span.lastUs);
  }

  /** How many exchanges there are. */
  get exchangeCount(): number {
    let sum = 0;
    for (const n of this.exchanges.values()) sum += n;
    return sum;
  }

  /** How many exchanges of some kinds there are, and how many of them with some outcomes. */
  countOf(kinds: readonly ExchangeKind[], outcomes?: readonly ExchangeOutcome[]): number {
    let sum = 0;
    for (const [key, n] of this.exchanges) {
      const [kind, outcome] = key.split(' ') as [ExchangeKind, ExchangeOutcome];
      if (kinds.includes(kind) && (outcomes === undefined || outcomes.includes(outcome))) sum += n;
    }
    return sum;
  }
}

function count<K>(map: Pick<LazyMap<K, number>, 'get' | 'set'>, key: K, n: number): void {
  map.set(key, (map.get(key) ?? 0) + n);
}
