/**
 * The context of libwebsockets (`struct lws_context` with its one service thread): the poll table, the timers, the
 * service buffer, the vhost, the tags.
 *
 * Plain state; what is done with it is in the other files. It holds wsis and needs to know nothing of them: wsi.ts says
 * what they are.
 */

import { ModelError } from '../../../sim/kernel/errors.js';
import { LateLimits } from '../../../sim/resources/late-limits.js';
import { TagGroup } from './lifecycle-tags.js';
import { LwsLog } from './lws-log.js';
import type { LwsPlatform } from './platform.js';
import type { PollSlot } from '../service/poll-slot.js';
import type { ContextSettings, LwsRetryPolicy } from './protocol.js';
import {
  DEFAULT_TIMEOUT_SECS,
  DEFAULT_VALID_HANGUP_SECS,
  DEFAULT_VALID_PING_SECS,
  LWS_DEF_HEADER_LEN,
  LWS_PRE,
  MAX_FDS,
  PT_SERV_BUF_SIZE,
} from '../sizes.js';
import type { VhostOf } from './vhost.js';
import { SortedUsecList } from '../service/sorted-usec-list.js';
import { ContextTls } from '../tls/tls-state.js';

/** The wake-up pipe: two UDP sockets and the address of the first. */
export interface PipeSockets {
  receiver: number;
  sender: number;
  port: number;
}

export class ContextOf<Wsi> {
  readonly log: LwsLog;
  readonly timers = new SortedUsecList();
  /** wsis with received bytes that wait; the latest first (`dll_buflist_owner`). */
  readonly withPendingRx: Wsi[] = [];
  /** The poll table; its first `pollCount` slots are in use. */
  readonly poll: PollSlot[] = Array.from({ length: MAX_FDS }, () => ({ fd: -1, events: 0, revents: 0 }));
  pollCount = 0;
  /** wsis that have a header table. */
  readonly headerTables = new Set<Wsi>();
  readonly pipe: PipeSockets = { receiver: -1, sender: -1, port: 0 };
  pipeWsi: Wsi | undefined;
  vhost: VhostOf<Wsi> | undefined;
  /**
   * The service buffer. In front of it lies the end of `struct lws_context`: an application that echoes what it got
   * from the very start of the buffer has its frame header written there, which damages nothing that matters.
   */
  readonly servBuf: Uint8Array;
  /** Where the service buffer begins in {@link servBuf}. */
  readonly servBufStart = LWS_PRE;
  readonly servBufSize: number;
  readonly timeoutSecs: number;
  readonly maxHttpHeaderData: number;
  readonly retryPolicy: LwsRetryPolicy;
  readonly groups: {
    readonly wsi: TagGroup;
    readonly vhost: TagGroup;
    readonly server: TagGroup;
    readonly client: TagGroup;
  };

  /** What has turned somebody away. */
  readonly limits: LateLimits;
  /** Sessions and handshakes of TLS. */
  readonly tls: ContextTls<Wsi>;

  /** Rounds of the service loop at the present instant, and the socket served last. */
  readonly rounds: { atUs: number; count: number; fd: number } = { atUs: -1, count: 0, fd: -1 };
  /** Numbers wsis for inspection. */
  wsisCreated = 0;
  /** Heap that the context itself takes, bytes a block. */
  readonly heapBlocks: number[] = [];
  protocolInitDone = false;
  /** The application has been asked for its thread's id; its answer, 0 when it does not care. */
  threadIdKnown = false;
  threadId = 0;
  /** The service loop is in its `select()`: who changes the poll table now is another task. */
  insidePoll = false;
  /** Numbers the bindings of connections to protocols. */
  bindings = 0;
  beingDestroyed = false;
  /** `lws_service` and `lws_cancel_service` do nothing any more. */
  serviceNoLongerPossible = false;
  private readonly wsiOfFd = new Map<number, Wsi>();

  constructor(
    readonly platform: LwsPlatform,
    info: ContextSettings,
  ) {
    this.log = new LwsLog(platform.log);
    this.limits = new LateLimits(platform);
    this.tls = new ContextTls<Wsi>({
      sessions: info.simultaneous_ssl_restriction ?? 0,
      handshakes: info.simultaneous_ssl_handshake_restriction ?? 0,
    });
    this.servBufSize = info.pt_serv_buf_size || PT_SERV_BUF_SIZE;
    this.servBuf = new Uint8Array(LWS_PRE + this.servBufSize);
    this.timeoutSecs = info.timeout_secs || DEFAULT_TIMEOUT_SECS;
    this.maxHttpHeaderData = info.max_http_header_data || LWS_DEF_HEADER_LEN;
    const policy = info.retry_and_idle_policy;
    this.retryPolicy = policy?.secs_since_valid_ping
      ? policy
      : {
          secs_since_valid_ping: DEFAULT_VALID_PING_SECS,
          secs_since_valid_hangup: DEFAULT_VALID_HANGUP_SECS,
        };
    const group = (prefix: string): TagGroup => new TagGroup(this.log, () => platform.clock.nowUs(), prefix);
    this.groups = { wsi: group('wsi'), vhost: group('vh'), server: group('wsisrv'), client: group('wsicli') };
  }

  /** Allocates what lives as long as the context. */
  allocate(bytes: number): void {
    if (this.platform.memory.malloc(bytes)) this.heapBlocks.push(bytes);
  }

  /** Wall-clock microseconds (`lws_now_usecs`). */
  nowUs(): number {
    return this.platform.clock.nowUs();
  }

  /** `errno` of the calling task. */
  get errno(): number {
    return this.platform.kernel.current?.errno ?? 0;
  }

  set errno(value: number) {
    const { current } = this.platform.kernel;
    if (current !== undefined) current.errno = value;
  }

  /** The wsi that owns a socket. */
  wsiFor(fd: number): Wsi | undefined {
    return this.wsiOfFd.get(fd);
  }

  /** Enters a socket's owner; a socket has only one (`insert_wsi`). */
  claimFd(fd: number, wsi: Wsi): void {
    if (this.wsiOfFd.has(fd)) throw new ModelError('socket has a wsi already', { fd });
    this.wsiOfFd.set(fd, wsi);
  }

  releaseFd(fd: number): void {
    this.wsiOfFd.delete(fd);
  }

  /** Every wsi that is polled, for inspection. */
  polledWsis(): Wsi[] {
    return this.poll.slice(0, this.pollCount).flatMap((slot) => this.wsiOfFd.get(slot.fd) ?? []);
  }
}
