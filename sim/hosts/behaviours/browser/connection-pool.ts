/**
 * A browser's connections to one host.
 *
 * Modelled: at most six at once, idle ones used again (the one used last first, one that never was only when there is
 * no other), connections ahead of need, a second attempt when the first connection takes long, idle ones closed after a
 * while.
 * Simplified: waiting requests are served in order, without priorities; idle connections are closed at their time, where
 * Chromium looks only when it wants any connection (an unused one after 75 s, a used one after 313 s, as somebody typed).
 *
 * Sources: Chromium net/socket/client_socket_pool_manager.cc (6 sockets a group), client_socket_pool.cc (unused idle
 * sockets 60 s, used ones 300 s), transport_client_socket_pool.cc (kMaxConnectRetryIntervalMs 250,
 * AssignIdleSocketToRequest).
 */

import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import { Signal, type Script } from '../../client/fiber.js';

/** Parameters of a {@link ConnectionPool}. */
export interface PoolOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  /** Connections at once. */
  readonly most: number;
  /** How long a connection that was used stays idle before it is closed. */
  readonly usedIdleUs: number;
  /** The same for one that never was. */
  readonly unusedIdleUs: number;
  /** A second attempt when the first connection is not established by then; undefined: none. */
  readonly backupUs: number | undefined;
}

/** The pool. */
export class ConnectionPool {
  private readonly channels = new Set<Channel>();
  private readonly taken = new Set<Channel>();
  private readonly freed = new Signal();

  constructor(
    private readonly client: Client,
    private readonly options: PoolOptions,
  ) {}

  /** Connections that are open or being opened. */
  get size(): number {
    return this.channels.size;
  }

  /** Waits for a connection of one's own: an idle one, or a new one if there is room. undefined: it failed. */
  *take(deadlineUs: number): Script<Channel | undefined> {
    const { fibers, kernel } = this.client;
    for (;;) {
      const idle = this.idle();
      if (idle !== undefined) {
        this.taken.add(idle);
        return idle;
      }
      if (this.channels.size < this.options.most) return yield* this.openOwn(deadlineUs);
      yield* fibers.wait(this.freed, deadlineUs);
      if (kernel.nowUs >= deadlineUs) return undefined;
    }
  }

  /** Gives a connection back; one that can't be used again is closed. */
  release(channel: Channel): void {
    this.taken.delete(channel);
    if (!channel.isIdle() && channel.end === undefined) channel.close();
    if (channel.end !== undefined) this.channels.delete(channel);
    this.freed.fire();
  }

  /** Opens a connection that nobody has asked for yet. */
  preconnect(): Channel {
    const channel = this.client.open(this.options.port);
    this.channels.add(channel);
    this.client.fibers.spawn(this.watch(channel));
    return channel;
  }

  /** Of those that were used the one that was used last, else the oldest of those that never were. */
  private idle(): Channel | undefined {
    const free = [...this.channels].filter((channel) => this.isUnused(channel));
    const used = free.filter(({ requests }) => requests > 0);
    const [first, ...others] = used;
    if (first === undefined) return free[0];
    return others.reduce((last, one) => (one.idleSinceUs >= last.idleSinceUs ? one : last), first);
  }

  private *openOwn(deadlineUs: number): Script<Channel | undefined> {
    const { client, options } = this;
    const { backupUs } = options;
    const isFirst = this.channels.size === 0;
    const channel = this.preconnect();
    this.taken.add(channel);
    if (isFirst && backupUs !== undefined) {
      yield* client.settle(channel, Math.min(client.in(backupUs), deadlineUs));
      if (!channel.connected && channel.end === undefined) return yield* this.race(channel, deadlineUs);
    }
    yield* client.settle(channel, deadlineUs);
    return this.established(channel);
  }

  /** The first of two attempts that succeeds is taken; the other one stays, idle. */
  private *race(first: Channel, deadlineUs: number): Script<Channel | undefined> {
    const { client } = this;
    const second = this.preconnect();
    this.taken.add(second);
    const settled = new Signal();
    const isOver = ({ connected, end }: Channel): boolean => connected || end !== undefined;
    for (const one of [first, second]) {
      client.fibers.spawn(
        (function* (): Script<void> {
          yield* client.settle(one);
          settled.fire();
        })(),
      );
    }
    const isDecided = (): boolean => first.isOpen() || second.isOpen() || (isOver(first) && isOver(second));
    yield* client.fibers.until(settled, isDecided, deadlineUs);
    const [winner, other] = second.isOpen() && !first.isOpen() ? [second, first] : [first, second];
    this.taken.delete(other);
    this.freed.fire();
    return this.established(winner);
  }

  private established(channel: Channel): Channel | undefined {
    if (channel.isOpen()) return channel;
    channel.giveUp();
    this.release(channel);
    return undefined;
  }

  /** Closes a connection when it has been idle for too long, and forgets it when it is over. */
  private *watch(channel: Channel): Script<void> {
    const { client, freed } = this;
    yield* client.settle(channel);
    if (channel.connected) freed.fire();
    while (channel.end === undefined) {
      if (!this.isUnused(channel))
        yield* client.fibers.until(freed, () => channel.end !== undefined || this.isUnused(channel));
      else if (client.kernel.nowUs >= this.idleEndUs(channel)) channel.close();
      else yield* client.ended(channel, this.idleEndUs(channel));
    }
    this.channels.delete(channel);
    freed.fire();
  }

  private isUnused(channel: Channel): boolean {
    return channel.isIdle() && !this.taken.has(channel);
  }

  /** When a connection will have been idle for too long, if nobody uses it. */
  private idleEndUs({ requests, idleSinceUs }: Channel): number {
    return idleSinceUs + (requests === 0 ? this.options.unusedIdleUs : this.options.usedIdleUs);
  }
}
