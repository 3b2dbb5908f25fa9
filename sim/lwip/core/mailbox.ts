/**
 * Mailboxes of netconns: FreeRTOS queues of pointers with the heap that they hold (`sys_mbox_…`, sys_arch.c).
 *
 * A full mailbox is a limit that clients notice, so it can report refusals as a named resource. The resource of a
 * connection's mailbox is made at its first refusal: most connections never need one.
 */

import { MessageQueue } from '../../kernel/sync.js';
import { FOREVER, type Blocking } from '../../kernel/task.js';
import type { Environment } from './environment.js';
import type { Memory } from './memory.js';
import { LimitedResource, type Refusal, type ResourceSetup } from '../../resources/resource.js';
import { POINTER_BYTES, QUEUE_STRUCT_BYTES, type SysArch } from './sys-arch.js';

/** What a mailbox is as a limited resource; its size is its capacity. */
export type MailboxLimit = Omit<ResourceSetup, 'size'>;

/** A mailbox of at most `capacity` messages. Made by {@link createMailbox}. */
export class Mailbox<T> {
  /** Most messages that ever waited. */
  peak = 0;
  private readonly queue: MessageQueue<T>;
  /** The mailbox as a limited resource, once it is one. */
  resource: LimitedResource | undefined;

  constructor(
    private readonly env: Environment,
    private readonly memory: Memory,
    private readonly port: SysArch,
    /** What a task that waits on it waits for: `netconn recv`, `netconn accept`. */
    waitName: string,
    readonly capacity: number,
  ) {
    this.queue = new MessageQueue<T>(env.kernel, waitName, capacity);
  }

  /** Messages waiting. */
  get length(): number {
    return this.queue.length;
  }

  /** The next message, left where it is. */
  get first(): T | undefined {
    return this.queue.contents()[0];
  }

  /** Messages in order, for inspection. */
  contents(): readonly T[] {
    return this.queue.contents();
  }

  /** Posts without waiting (`sys_mbox_trypost`); false when full. */
  tryPost(message: T): boolean {
    if (!this.queue.tryPost(message)) return false;
    if (this.queue.length > this.peak) this.peak = this.queue.length;
    this.resource?.take();
    return true;
  }

  /** Fetches what is there, without any wait; undefined when empty. */
  fetchNow(): T | undefined {
    const message = this.queue.tryFetch();
    if (message !== undefined) this.resource?.release();
    return message;
  }

  /** `sys_arch_mbox_tryfetch`: as {@link fetchNow}, but the W800's port waits a tick for a message. */
  *tryFetch(): Blocking<T | undefined> {
    const message = this.fetchNow();
    if (message !== undefined || this.port.tryFetchTicks === 0) return message;
    return yield* this.waitFor(this.port.tryFetchTicks);
  }

  /** `sys_arch_mbox_fetch`: waits up to `timeoutMs`, without limit for 0; undefined on timeout. */
  *fetch(timeoutMs: number): Blocking<T | undefined> {
    return yield* this.waitFor(timeoutMs === 0 ? FOREVER : this.port.fetchTicks(timeoutMs));
  }

  /** Makes the mailbox a limited resource from now on. */
  limitedAs(limit: MailboxLimit): LimitedResource {
    if (this.resource === undefined) {
      this.resource = new LimitedResource(this.env, Object.assign({}, limit, { size: this.capacity }));
      this.resource.take(this.queue.length);
    }
    return this.resource;
  }

  /** Records that a message that will be tried again found the mailbox full; once for each time that it fills up. */
  refuse(limit: MailboxLimit, refusal: Refusal): void {
    const resource = this.limitedAs(limit);
    if (resource.state === 'available') resource.refuse(refusal);
  }

  /** Heap bytes of the mailbox itself, without its messages. */
  get heapBytes(): number {
    const { memory, port, capacity } = this;
    return memory.blockBytes(queueBytes(capacity)) + memory.blockBytes(port.mailboxStructBytes);
  }

  /** `sys_mbox_free`. The mailbox must be empty. */
  free(): void {
    this.memory.free(queueBytes(this.capacity));
    this.memory.free(this.port.mailboxStructBytes);
    this.resource?.end();
  }

  private *waitFor(ticks: number): Blocking<T | undefined> {
    const message = yield* this.queue.fetch(ticks);
    if (message !== undefined) this.resource?.release();
    return message;
  }
}

function queueBytes(capacity: number): number {
  return QUEUE_STRUCT_BYTES + POINTER_BYTES * capacity;
}

/** Allocates a mailbox (`sys_mbox_new`); undefined without memory. */
export function createMailbox<T>(
  env: Environment,
  memory: Memory,
  port: SysArch,
  waitName: string,
  capacity: number,
): Mailbox<T> | undefined {
  if (!memory.malloc(port.mailboxStructBytes)) return undefined;
  if (!memory.malloc(queueBytes(capacity))) {
    memory.free(port.mailboxStructBytes);
    return undefined;
  }
  return new Mailbox<T>(env, memory, port, waitName, capacity);
}
