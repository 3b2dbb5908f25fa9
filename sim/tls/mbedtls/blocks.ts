/**
 * What a session allocates, phase by phase, and in which order: the heap as a limit of TLS.
 *
 * Modelled: every block that outlives the instant, with its size, and the largest sum that a phase needs meanwhile (the
 * temporaries of big numbers). Simplified: temporaries are one block a phase.
 */

import { ModelError } from '../../kernel/errors.js';

/** Where in its life a session is, as far as allocations go. */
export type MemoryPhase =
  | 'init'
  | 'seed'
  | 'own-certificate'
  | 'own-key'
  | 'setup'
  | 'server-name'
  | 'client-key'
  | 'hello'
  | 'certificate'
  | 'key-share'
  | 'key-exchange'
  | 'shared-secret'
  | 'keys'
  | 'peer-finished'
  | 'done';

/** One allocation. */
export interface Block {
  /** Name by which a later phase frees it; a block without one lives as long as the session. */
  readonly name?: string;
  readonly bytes: number;
  /** What its failure returns; MBEDTLS_ERR_SSL_ALLOC_FAILED unless given. */
  readonly error?: number;
  /** Freed again at once: a temporary. */
  readonly temporary?: boolean;
}

/** What is held: a block, or what one has grown by. */
interface Held extends Block {
  readonly grown?: boolean;
}

/** What happens in a phase: blocks are taken in this order, those named are freed, and some grow. */
export interface PhaseBlocks {
  readonly take?: readonly Block[];
  /** Blocks that exist already become larger by so much. */
  readonly grow?: readonly Block[];
  readonly free?: readonly string[];
}

/** All phases of a build; one that is not listed allocates nothing. */
export type MbedtlsBlocks = Readonly<Partial<Record<MemoryPhase, PhaseBlocks>>>;

/** The device's heap, as far as TLS needs it. */
export interface TlsHeap {
  /** Allocates bytes; false past the limit. */
  malloc(bytes: number): boolean;
  free(bytes: number): void;
  /** A block becomes larger; false past the limit. */
  grow(bytes: number): boolean;
  shrink(bytes: number): void;
}

const ALLOC_FAILED = -0x7f00;

/** The blocks of one session. */
export class SessionMemory {
  private readonly held: Held[] = [];

  constructor(
    private readonly heap: TlsHeap,
    private readonly blocks: MbedtlsBlocks,
  ) {}

  /** Goes through the allocations of a phase: 0, or the error of the first that fails. */
  enter(phase: MemoryPhase): number {
    const plan = this.blocks[phase];
    if (plan === undefined) return 0;
    const failed = this.takeAll(plan.take ?? []);
    if (failed !== 0) return failed;
    for (const name of plan.free ?? []) this.release(name);
    for (const block of plan.grow ?? []) {
      if (!this.heap.grow(block.bytes)) return ALLOC_FAILED;
      this.held.push({ ...block, grown: true });
    }
    return 0;
  }

  /** Takes several blocks beside the plan; 0 or an error. */
  takeMany(blocks: readonly Block[]): number {
    return this.takeAll(blocks);
  }

  /** Takes one block beside the plan (a certificate of the peer, a ticket); 0 or an error. */
  take(block: Block): number {
    return this.takeAll([block]);
  }

  /** Frees the block of this name, if it is held. */
  release(name: string): void {
    for (let i = this.held.length - 1; i >= 0; i--) {
      if (this.held[i]!.name !== name) continue;
      this.give(this.held[i]!);
      this.held.splice(i, 1);
    }
  }

  /** True while a block of this name is held. */
  holds(name: string): boolean {
    return this.held.some((block) => block.name === name);
  }

  /** Frees everything. */
  releaseAll(): void {
    for (const block of this.held) this.give(block);
    this.held.length = 0;
  }

  private give({ bytes, grown }: Held): void {
    if (grown === true) this.heap.shrink(bytes);
    else this.heap.free(bytes);
  }

  private takeAll(blocks: readonly Block[]): number {
    const temporaries: number[] = [];
    let error = 0;
    for (const block of blocks) {
      if (block.bytes < 0) throw new ModelError('negative block', { bytes: block.bytes });
      if (!this.heap.malloc(block.bytes)) {
        error = block.error ?? ALLOC_FAILED;
        break;
      }
      if (block.temporary === true) temporaries.push(block.bytes);
      else this.held.push(block);
    }
    for (const bytes of temporaries) this.heap.free(bytes);
    return error;
  }
}
