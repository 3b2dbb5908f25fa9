/**
 * What an exchange waited for, and how long each: the parts add up to the whole, to the microsecond.
 *
 * At every moment an exchange waits for exactly one thing (connection-clock.ts says for which), so nothing is left over.
 */

/**
 * What somebody waits for:
 *
 * - `link`: packets on their way (latency, bandwidth, round trips);
 * - `loss`: a packet that the link lost and that is sent again;
 * - `outage`: the same while the link is down;
 * - `tls`: its TLS handshake: round trips, and the device's own work for it;
 * - `limit`: something limited that is taken: a SYN that was dropped, a session, memory;
 * - `task`: the server's task, which is busy with somebody else;
 * - `handler`: the handler of this very request;
 * - `console`: the console, which this very request's log lines are written to;
 * - `cpu`: the CPU, which computes for this very request;
 * - `device`: another part of the device: a worker, the application;
 * - `nagle`: Nagle's algorithm on the device against the client's delayed acknowledgement;
 * - `client`: the client itself: it sends slowly, or asks late;
 * - `reading`: the client, which does not read what the device sends;
 * - `behind`: an earlier request on the same connection.
 */
export type WaitKind =
  | 'link'
  | 'loss'
  | 'outage'
  | 'tls'
  | 'limit'
  | 'task'
  | 'handler'
  | 'console'
  | 'cpu'
  | 'device'
  | 'nagle'
  | 'client'
  | 'reading'
  | 'behind';

/** What is waited for. */
export interface Wait {
  readonly kind: WaitKind;
  /** Which limit, whose request, which outage; empty where the kind says it all. */
  readonly on: string;
  /** `limit`: the option that sets it. */
  readonly option?: string | undefined;
}

/** An earlier request on the same connection is waited for. */
export const BEHIND: Wait = { kind: 'behind', on: '' };

/** A part of an exchange's time. */
export interface WaitPart extends Wait {
  readonly us: number;
}

/** The whole time of what never had its turn. */
export function behind(us: number): readonly WaitPart[] {
  return us === 0 ? [] : [Object.assign({}, BEHIND, { us })];
}

type Sum = Wait & { us: number };

/** So many are looked through one by one; more have an index. Most exchanges wait for three or four things. */
const MOST_LOOKED_THROUGH = 8;

/** Adds up waits by what they were for. */
export class Waits {
  /** In the order in which they were first waited for. */
  private readonly parts: Sum[] = [];
  private index: Map<string, Sum> | undefined;

  /** Adds a stretch. */
  add({ kind, on, option }: Wait, us: number): void {
    if (us === 0) return;
    const known = this.find(kind, on);
    if (known !== undefined) {
      known.us += us;
      return;
    }
    const part: Sum = option === undefined ? { kind, on, us } : { kind, on, option, us };
    this.parts.push(part);
    if (this.index !== undefined) this.index.set(keyOf(part), part);
    else if (this.parts.length > MOST_LOOKED_THROUGH)
      this.index = new Map(this.parts.map((one) => [keyOf(one), one]));
  }

  /** Adds all of some parts. */
  addAll(parts: readonly WaitPart[]): void {
    for (const part of parts) this.add(part, part.us);
  }

  /** The parts, largest first. */
  list(): readonly WaitPart[] {
    return this.parts.map((part) => ({ ...part })).sort((a, b) => b.us - a.us);
  }

  /** All of them together. */
  get totalUs(): number {
    let sum = 0;
    for (const { us } of this.parts) sum += us;
    return sum;
  }

  private find(kind: WaitKind, on: string): Sum | undefined {
    if (this.index !== undefined) return this.index.get(keyOf({ kind, on }));
    for (const part of this.parts) if (part.kind === kind && part.on === on) return part;
    return undefined;
  }
}

function keyOf({ kind, on }: Wait): string {
  return `${kind} ${on}`;
}
