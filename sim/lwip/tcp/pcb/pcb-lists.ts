/**
 * The lists that pcbs stand in: bound, active, TIME_WAIT.
 *
 * Order is lwIP's: new pcbs at the front, and an active pcb that receives a segment moves to the front. The timers walk
 * the active list in that order, so it decides who sends first within a tick. Lookup is by hash, not by walking.
 */

import type { LimitedResource } from '../../../resources/resource.js';
import type { Ipv4 } from '../../../wire/segment.js';

/** Key of a connection: remote address, then both ports. */
function connectionKey(remoteIp: Ipv4, remotePort: number, localPort: number): number {
  // 52 bits: the last 20 bits of the address tell any two hosts of a subnet apart.
  return ((remoteIp & 0xf_ffff) * 0x1_0000 + remotePort) * 0x1_0000 + localPort;
}

/** What stands in a list: the links are the list's own. */
export interface Listed<T> {
  readonly remoteIp: Ipv4;
  readonly remotePort: number;
  readonly localPort: number;
  list: object | undefined;
  prev: T | undefined;
  next: T | undefined;
}

/** A doubly linked list of pcbs. */
export class PcbList<T extends Listed<T>> {
  head: T | undefined;
  size = 0;
  private readonly byKey = new Map<number, T>();

  constructor(
    /** Whether pcbs have a remote end to be looked up by. */
    private readonly keyed: boolean,
    /** Told of what enters and leaves. */
    private readonly count?: LimitedResource,
  ) {}

  /** Puts a pcb at the front. */
  add(pcb: T): void {
    this.link(pcb);
    pcb.list = this;
    this.size++;
    this.count?.take();
    if (this.keyed) this.byKey.set(connectionKey(pcb.remoteIp, pcb.remotePort, pcb.localPort), pcb);
  }

  /** Takes a pcb out. */
  remove(pcb: T): void {
    this.unlink(pcb);
    pcb.list = undefined;
    this.size--;
    this.count?.release();
    if (!this.keyed) return;
    const key = connectionKey(pcb.remoteIp, pcb.remotePort, pcb.localPort);
    if (this.byKey.get(key) === pcb) this.byKey.delete(key);
  }

  /** Moves a pcb to the front (tcp_input's cache). */
  moveToFront(pcb: T): void {
    if (this.head === pcb) return;
    this.unlink(pcb);
    this.link(pcb);
  }

  /** The pcb of a connection. */
  find(remoteIp: Ipv4, remotePort: number, localPort: number): T | undefined {
    const pcb = this.byKey.get(connectionKey(remoteIp, remotePort, localPort));
    return pcb !== undefined && pcb.remoteIp === remoteIp ? pcb : undefined;
  }

  /** All pcbs, front to back. */
  *[Symbol.iterator](): Generator<T> {
    for (let pcb = this.head; pcb; pcb = pcb.next) yield pcb;
  }

  private link(pcb: T): void {
    pcb.prev = undefined;
    pcb.next = this.head;
    if (this.head) this.head.prev = pcb;
    this.head = pcb;
  }

  private unlink(pcb: T): void {
    if (pcb.prev) pcb.prev.next = pcb.next;
    else this.head = pcb.next;
    if (pcb.next) pcb.next.prev = pcb.prev;
    pcb.prev = undefined;
    pcb.next = undefined;
  }
}
