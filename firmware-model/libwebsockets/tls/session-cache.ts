/** The TLS sessions that a vhost's client keeps to resume them (lib/tls/mbedtls/mbedtls-session.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { SavedSession } from '../../../sim/tls/mbedtls/client-session.js';
import { SortedUsec, type SortedUsecList } from '../service/sorted-usec-list.js';
import { US_PER_SEC } from '../sizes.js';

/** Most sessions (`tls_session_cache_max`) and their time to live, seconds. */
const MOST_SESSIONS = 10;
const TTL_SECS = 3600;
/** `lws_tls_scm_t` without its name. */
const ENTRY_BYTES = 160;

interface Entry {
  saved: SavedSession | undefined;
  /** Blocks on the heap: the entry, then what the session points to. */
  readonly blocks: number[];
  readonly expiry: SortedUsec;
}

/** What a cache is given by its context. */
export interface CacheContext {
  readonly timers: SortedUsecList;
  readonly platform: { readonly memory: { malloc(bytes: number): boolean; free(bytes: number): void } };
  nowUs(): number;
}

/** Sessions by tag (vhost, host and port), the least recently used first. */
export class TlsSessionCache {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly cx: CacheContext,
    /** What a copy of a session allocates, bytes a block. */
    private readonly blocksOf: (session: SavedSession) => readonly number[],
  ) {}

  /** The session for a server, if one is kept (`lws_tls_reuse_session`). */
  find(tag: string): SavedSession | undefined {
    const entry = this.entries.get(tag);
    if (entry === undefined) return undefined;
    this.entries.delete(tag);
    this.entries.set(tag, entry);
    return entry.saved;
  }

  /** Keeps the session of a handshake that is done (`lws_tls_session_new_mbedtls`). */
  keep(tag: string, session: SavedSession): void {
    const known = this.entries.get(tag);
    if (known !== undefined) {
      this.freeSession(known);
      this.fill(known, session);
      this.entries.delete(tag);
      this.entries.set(tag, known);
      return;
    }
    const [oldest] = this.entries.keys();
    if (this.entries.size === MOST_SESSIONS) this.drop(oldest!);
    const { memory } = this.cx.platform;
    const bytes = ENTRY_BYTES + tag.length + 1;
    if (!memory.malloc(bytes)) return;
    const drop = (): void => {
      this.drop(tag);
    };
    const entry: Entry = {
      saved: undefined,
      blocks: [bytes],
      expiry: new SortedUsec(function* (): Blocking<void> {
        drop();
      }),
    };
    if (!this.fill(entry, session)) {
      memory.free(bytes);
      return;
    }
    this.entries.set(tag, entry);
    this.cx.timers.schedule(entry.expiry, this.cx.nowUs() + TTL_SECS * US_PER_SEC);
  }

  /** Forgets everything: the vhost goes (`lws_tls_session_vh_destroy`). */
  clear(): void {
    for (const tag of [...this.entries.keys()]) this.drop(tag);
  }

  /** False without memory for the copy; an entry that was there before then holds nothing. */
  private fill(entry: Entry, session: SavedSession): boolean {
    const { memory } = this.cx.platform;
    for (const bytes of this.blocksOf(session)) {
      if (!memory.malloc(bytes)) {
        this.freeSession(entry);
        return false;
      }
      entry.blocks.push(bytes);
    }
    entry.saved = session;
    return true;
  }

  private freeSession(entry: Entry): void {
    for (const bytes of entry.blocks.splice(1)) this.cx.platform.memory.free(bytes);
    entry.saved = undefined;
  }

  private drop(tag: string): void {
    const entry = this.entries.get(tag);
    if (entry === undefined) return;
    this.entries.delete(tag);
    this.cx.timers.cancel(entry.expiry);
    this.freeSession(entry);
    this.cx.platform.memory.free(entry.blocks[0]!);
  }
}
