/** Limits: who holds them, whom they turn away, and the sessions of servers. */

/** Name of something limited: which kind, and whose (resources/limit-name.ts makes and reads its text). */
export interface LimitName {
  /** `sockets`, `sessions`, `backlog`, `MEMP_TCP_PCB`, `heap` …: kinds are defined in resources/definitions.ts. */
  readonly kind: string;
  /** `:80` for a port's, a client's name for a connection's; absent for the device's only one. */
  readonly of?: string;
}

/** Who holds a part of a limited resource. */
export interface Holder {
  /** A client's connection, one that is closed and waits out TIME_WAIT, or a part of the device. */
  readonly kind: 'client' | 'time-wait' | 'part';
  /** The client's name, or the part's: `listener :80`, `udp :32768`. */
  readonly name: string;
  /** The client's port. */
  readonly port?: number;
  /** State of its TCP connection, where that is what holds. */
  readonly state?: string;
  /** Since when it has held it; virtual microseconds. */
  readonly since?: number;
  /** TIME_WAIT: when it ends, if nothing happens before; virtual microseconds. */
  readonly until?: number;
  /** How many units (bytes of a heap) it holds; 1 unless said. */
  readonly units?: number;
}

/** Our own: a limited resource turned somebody away. */
export interface RefuseRecord {
  readonly t: number;
  readonly k: 'refuse';
  readonly resource: LimitName;
  /** Units in use at that moment. */
  readonly used: number;
  /** Absent for a heap without a limit. */
  readonly size?: number;
  /** The option that sets the size, as the firmware's configuration calls it; absent where none does. */
  readonly option?: string;
  /** Who holds it; one entry a unit, or a holder with its `units`. */
  readonly holders: readonly Holder[];
  /** The client that paid, where one can be named. */
  readonly c?: string;
  /** The client's port, where one connection paid. */
  readonly port?: number;
  /** What happened because of it, in a few words. */
  readonly effect: string;
}

/**
 * Our own: a server took a connection into a session, or let one go; another task has a request of it, or is done with it; its
 * handler returned without having sent anything.
 */
export interface SessionRecord {
  readonly t: number;
  readonly k: 'session';
  readonly ev: 'open' | 'close' | 'async' | 'back' | 'silent';
  readonly c: string;
  /** The client's port, which tells its connections apart. */
  readonly port: number;
  readonly fd: number;
  /** The session table, as in `usage`. */
  readonly table: LimitName;
  /** Present when the session was closed to make room for another client. */
  readonly purged?: 1;
  /** `close`: why the server ended it, where that is not the client's doing. */
  readonly why?: string;
}

/** Our own: what a limited resource was used for over the whole run; written once at the end. */
export interface UsageRecord {
  readonly t: number;
  readonly k: 'usage';
  readonly resource: LimitName;
  /** Absent when only the heap limits it. */
  readonly size?: number;
  /** The option that sets the size, as the firmware's configuration calls it; absent where none does. */
  readonly option?: string;
  readonly used: number;
  readonly peak: number;
  readonly refusals: number;
  /** `heap`: bytes in use after boot, and what an idle session and an idle websocket keep, where that was seen. */
  readonly atRest?: number;
  readonly perSession?: number;
  readonly perWebsocket?: number;
}
