/**
 * Where the stack's objects live: the heap (`MEMP_MEM_MALLOC 1`, as ESP-IDF and the W800 SDK build lwIP) or static
 * pools (`MEMP_MEM_MALLOC 0`, where each MEMP_NUM_… is a hard cap).
 *
 * Modelled: requested bytes, the limit of the whole heap, pool sizes, peaks, who is refused.
 * Simplified: no fragmentation; an allocation fails only past `heapLimitBytes`. Allocator heads count where a device says so.
 */

import type { Holder } from '../../kernel/trace.js';
import { limitDefinition } from '../../resources/definition.js';
import { HEAP } from '../../resources/definitions.js';
import { LimitedResource } from '../../resources/resource.js';
import type { Environment } from './environment.js';

/** lwIP's memory pools that the model uses (memp_std.h). */
export type PoolName =
  | 'TCP_PCB'
  | 'TCP_PCB_LISTEN'
  | 'TCP_SEG'
  | 'UDP_PCB'
  | 'NETCONN'
  | 'NETBUF'
  | 'TCPIP_MSG_API'
  | 'TCPIP_MSG_INPKT'
  | 'SYS_TIMEOUT';

/** Bytes of one element of each pool on the device's 32-bit target. */
export type ElementBytes = Readonly<Record<PoolName, number>>;

/** Elements of each pool when pools are static. */
export type PoolSizes = Readonly<Record<PoolName, number>>;

/** What the allocator adds to every block. */
export interface HeapBlockCost {
  readonly headBytes: number;
  /** Blocks are rounded up to a multiple of this. */
  readonly unitBytes: number;
}

export interface MemoryOptions {
  readonly elementBytes: ElementBytes;
  /** Sizes with `MEMP_MEM_MALLOC 0`; undefined when elements come from the heap. */
  readonly poolSizes: PoolSizes | undefined;
  /** Bytes that the device may allocate in all; `Infinity` without a limit. */
  readonly heapLimitBytes: number;
  /** What the firmware's configuration calls options that it has under another name than lwIP. */
  readonly optionNames: Readonly<Record<string, string>>;
  /** What a block costs beside its bytes; undefined: nothing. */
  readonly heapBlock?: HeapBlockCost | undefined;
}

/** Names who holds elements of a pool, or bytes of the heap. */
export type MemoryHolders = (what: PoolName | 'heap') => readonly Holder[];

/** The heap as one of its users sees it, so that it can be said how much each holds. */
export class HeapAccount {
  /** Bytes that this user holds. */
  bytes = 0;

  constructor(
    private readonly memory: Memory,
    /** Who it is: `application`. */
    readonly name: string,
  ) {}

  /** Allocates a block of `bytes`; false past the limit, which is a refusal. */
  malloc(bytes: number): boolean {
    const cost = this.memory.blockBytes(bytes);
    return this.taken(cost, this.memory.malloc(bytes));
  }

  /** Frees a block of `bytes`. */
  free(bytes: number): void {
    this.memory.free(bytes);
    this.bytes -= this.memory.blockBytes(bytes);
  }

  /** A block becomes larger by `bytes`; false past the limit. */
  grow(bytes: number): boolean {
    return this.taken(bytes, this.memory.grow(bytes));
  }

  /** A block becomes smaller by `bytes`. */
  shrink(bytes: number): void {
    this.memory.shrink(bytes);
    this.bytes -= bytes;
  }

  private taken(bytes: number, isTaken: boolean): boolean {
    if (isTaken) this.bytes += bytes;
    else this.memory.refuse(`${this.name}: an allocation of ${bytes} bytes failed`);
    return isTaken;
  }
}

/** The device's memory. */
export class Memory {
  /** Users of the heap that keep accounts. */
  readonly accounts: HeapAccount[] = [];
  private readonly pools: Readonly<Record<PoolName, LimitedResource>> | undefined;
  private readonly elementBytes: ElementBytes;
  private readonly blockCost: HeapBlockCost | undefined;
  /** Bytes in use, as requested. */
  readonly heap: LimitedResource;

  constructor(
    private readonly env: Environment,
    options: MemoryOptions,
    holders: MemoryHolders,
  ) {
    this.elementBytes = options.elementBytes;
    this.blockCost = options.heapBlock;
    this.heap = new LimitedResource(env, {
      limit: HEAP,
      size: options.heapLimitBytes,
      holders: () => holders('heap'),
    });
    const { poolSizes: sizes, optionNames } = options;
    if (sizes !== undefined) {
      this.pools = Object.fromEntries(
        (Object.keys(sizes) as PoolName[]).map((pool) => {
          const limit = limitDefinition(`MEMP_${pool}`)!;
          const option = optionNames[limit.sizedBy!];
          const setup = { limit, size: sizes[pool], option, holders: () => holders(pool) };
          return [pool, new LimitedResource(env, setup)];
        }),
      ) as Record<PoolName, LimitedResource>;
    }
  }

  /** The pool as a limited resource, or the heap when elements come from it. */
  resourceOf(pool: PoolName): LimitedResource {
    return this.pools ? this.pools[pool] : this.heap;
  }

  /** Elements that may exist at once; `Infinity` when only the heap limits them. */
  sizeOf(pool: PoolName): number {
    return this.pools ? this.pools[pool].size : Number.POSITIVE_INFINITY;
  }

  /** Allocates one element; false when the pool (or the heap) has none left. */
  takeElement(pool: PoolName): boolean {
    if (this.pools === undefined) return this.malloc(this.elementBytes[pool]);
    const resource = this.pools[pool];
    if (!resource.hasRoom()) return false;
    resource.take();
    return true;
  }

  /** Frees one element. */
  releaseElement(pool: PoolName): void {
    if (this.pools === undefined) this.free(this.elementBytes[pool]);
    else this.pools[pool].release();
  }

  /** A block becomes larger by `bytes`; false past the limit. */
  grow(bytes: number): boolean {
    return this.charge(bytes);
  }

  /** A block becomes smaller by `bytes`. */
  shrink(bytes: number): void {
    this.discharge(bytes);
  }

  /** Opens an account for a user of the heap. */
  account(name: string): HeapAccount {
    const account = new HeapAccount(this, name);
    this.accounts.push(account);
    return account;
  }

  /** Heap bytes of one element of a pool; none where pools are static. */
  heapBytesOf(pool: PoolName): number {
    return this.pools === undefined ? this.blockBytes(this.elementBytes[pool]) : 0;
  }

  /** Allocates bytes from the heap; false past the limit. */
  malloc(bytes: number): boolean {
    return this.charge(this.blockBytes(bytes));
  }

  /** Frees a block of `bytes`. */
  free(bytes: number): void {
    this.discharge(this.blockBytes(bytes));
  }

  /** What a block of `bytes` costs: its bytes, the allocator's head, and rounding. */
  blockBytes(bytes: number): number {
    if (this.blockCost === undefined || bytes === 0) return bytes;
    const { headBytes, unitBytes } = this.blockCost;
    return Math.ceil((bytes + headBytes) / unitBytes) * unitBytes;
  }

  /** The heap has turned the running task away; whoever it works for pays. */
  refuse(effect: string): void {
    const { client, port } = this.env.kernel.current?.work ?? {};
    this.heap.refuse({ effect, client, port });
  }

  private charge(bytes: number): boolean {
    if (!this.heap.hasRoom(bytes)) return false;
    this.heap.take(bytes);
    return true;
  }

  private discharge(bytes: number): void {
    this.heap.release(bytes);
  }
}
