/**
 * Where the stack's objects live: the heap (`MEMP_MEM_MALLOC 1`, as ESP-IDF and the W800 SDK build lwIP) or static
 * pools (`MEMP_MEM_MALLOC 0`, where each MEMP_NUM_… is a hard cap).
 *
 * Modelled: requested bytes, the limit of the whole heap, pool sizes, peaks, who is refused.
 * Simplified: no allocator headers and no fragmentation; an allocation fails only past `heapLimitBytes`.
 */

import { ModelError } from '../../kernel/errors.js';
import type { Environment } from './environment.js';
import { LimitedResource } from '../../resources/resource.js';

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

export interface MemoryOptions {
  readonly elementBytes: ElementBytes;
  /** Sizes with `MEMP_MEM_MALLOC 0`; undefined when elements come from the heap. */
  readonly poolSizes: PoolSizes | undefined;
  /** Bytes that the device may allocate in all; `Infinity` without a limit. */
  readonly heapLimitBytes: number;
}

/** The device's memory. */
export class Memory {
  /** Bytes in use, as requested. */
  heapBytes = 0;
  heapPeakBytes = 0;
  /** Allocations that failed. */
  heapFailures = 0;
  private readonly pools: Readonly<Record<PoolName, LimitedResource>> | undefined;
  private readonly elementBytes: ElementBytes;
  private readonly limitBytes: number;
  readonly heap: LimitedResource;

  constructor(
    env: Environment,
    options: MemoryOptions,
    /** Names who holds elements of a pool, for refusals. */
    holders: (pool: PoolName) => readonly string[],
  ) {
    this.elementBytes = options.elementBytes;
    this.limitBytes = options.heapLimitBytes;
    this.heap = new LimitedResource(env, 'heap', options.heapLimitBytes, () => []);
    const sizes = options.poolSizes;
    if (sizes !== undefined) {
      this.pools = Object.fromEntries(
        (Object.keys(sizes) as PoolName[]).map((pool) => [
          pool,
          new LimitedResource(env, `MEMP_${pool}`, sizes[pool], () => holders(pool)),
        ]),
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

  /** Allocates bytes from the heap; false past the limit. */
  malloc(bytes: number): boolean {
    const used = this.heapBytes + bytes;
    if (used > this.limitBytes) {
      this.heapFailures++;
      return false;
    }
    this.heapBytes = used;
    if (used > this.heapPeakBytes) this.heapPeakBytes = used;
    return true;
  }

  /** Frees bytes of the heap. */
  free(bytes: number): void {
    this.heapBytes -= bytes;
    if (this.heapBytes < 0)
      throw new ModelError('heap freed below zero', { bytes, heapBytes: this.heapBytes });
  }
}
