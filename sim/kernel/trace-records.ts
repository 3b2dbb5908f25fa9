/** The kinds of record that a trace consists of; see trace.ts for what they are for. */

/** Log levels from most to least important; `N` is libwebsockets' notice, `V` ESP-IDF's verbose. */
export type LogLevel = 'E' | 'W' | 'I' | 'N' | 'D' | 'V';

/** Importance of a level: 1 (error) to 5 (verbose). lws's notice counts as information. */
export const LOG_RANK: Readonly<Record<LogLevel, number>> = { E: 1, W: 2, I: 3, N: 3, D: 4, V: 5 };

export interface LogRecord {
  readonly t: number;
  readonly k: 'log';
  readonly lv: LogLevel;
  readonly tag: string;
  readonly msg: string;
}

/** A TCP segment at the device; `seq` and `ack` relative to each side's initial sequence number. */
export interface SegRecord {
  readonly t: number;
  readonly k: 'seg';
  readonly dir: 'rx' | 'tx';
  /** Client name, `?` if the address belongs to none. */
  readonly c: string;
  /** Flags of S F R P A, in that order. */
  readonly fl: string;
  readonly seq: number;
  readonly ack: number;
  /** Payload bytes. */
  readonly len: number;
  readonly win: number;
  /** Present when the link drops it. */
  readonly lost?: 1;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number;
  /** Our own: the outage that it was lost in, from and until, virtual microseconds. */
  readonly outage?: readonly [from: number, until: number];
}

export type ClientEventName =
  | 'connected'
  | 'refused'
  | 'timeout'
  | 'data'
  | 'eof'
  | 'reset'
  | 'closed'
  | 'accepted'
  | 'tls_established'
  | 'tls_close_notify'
  | 'tls_error'
  | 'tls_cut'
  | 'tls_muted';

/** What a client sees. */
export type CliRecord = ClientEventRecord | ClientSegmentRecord;

/** What a client's TCP tells it. */
export interface ClientEventRecord {
  readonly t: number;
  readonly k: 'cli';
  readonly c: string;
  readonly ev: ClientEventName;
  readonly len?: number;
  readonly text?: string;
  readonly hex?: string;
  /** `tls_error`: OpenSSL's words. */
  readonly reason?: string;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number;
}

/** A TLS record: `rx` when a client emits it, `tx` when its last byte has reached the client. */
export interface TlsRecord {
  readonly t: number;
  readonly k: 'tls';
  readonly dir: 'rx' | 'tx';
  readonly c: string;
  /** Outer content type: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application data. */
  readonly type: number;
  /** Bytes of payload; 5 less than on the wire. */
  readonly len: number;
  /** The handshake message with its length, or the alert, where the client can read it. */
  readonly hs?: string;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number;
}

/** A segment that reached a raw client; flags, numbers and window as in a {@link SegRecord}. */
export interface ClientSegmentRecord {
  readonly t: number;
  readonly k: 'cli';
  readonly c: string;
  readonly ev: 'segment';
  /** The client's port. */
  readonly port: number;
  readonly fl: string;
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  /** The MSS option, if there is one. */
  readonly mss?: number;
  readonly len: number;
  /** The payload, if there is any. */
  readonly text?: string;
  readonly hex?: string;
}

/** Resource counts, written when one of them changed, just before time moves on. */
export interface ResRecord {
  readonly t: number;
  readonly k: 'res';
  readonly [resource: string]: number | 'res';
}

/** A libwebsockets callback (`cb`) or its non-zero return (`cbret`). */
export interface CallbackRecord {
  readonly t: number;
  readonly k: 'cb' | 'cbret';
  readonly reason: string;
  readonly [field: string]: string | number;
}

/** The device crashed; the trace ends there. */
export interface PanicRecord {
  readonly t: number;
  readonly k: 'panic';
  readonly task?: string;
  readonly why?: string;
  readonly addr?: number;
}

/** Our own: an assertion of the firmware failed; the panic follows. */
export interface AssertRecord {
  readonly t: number;
  readonly k: 'assert';
  /** The rule that broke, in the firmware's words. */
  readonly rule: string;
  /** The client on whose connection it was, and its port. */
  readonly c?: string;
  readonly port?: number;
}

export interface EndRecord {
  readonly t: number;
  readonly k: 'end';
}

/** Our own: the first record of a trace file. */
export interface MetaRecord {
  readonly t: 0;
  readonly k: 'meta';
  readonly tool: string;
  readonly version: string;
  readonly profile: string;
  readonly firmware: string;
  /** Length of the device's RTOS tick, microseconds: the resolution of its console's timestamps. */
  readonly tickUs: number;
  readonly seed: number;
  readonly scenario: string;
}

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

/** Our own: a server took a connection into a session, or let one go. */
export interface SessionRecord {
  readonly t: number;
  readonly k: 'session';
  readonly ev: 'open' | 'close';
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

/** Our own: what a client does, as opposed to what it sees (`cli`). */
export interface ActRecord {
  readonly t: number;
  readonly k: 'act';
  readonly c: string;
  /** `raw`: from now on it sends single segments only, and answers nothing. */
  readonly do: 'connect' | 'close' | 'abort' | 'vanish' | 'raw';
  /** The client's own port, which tells its connections apart; always with `connect`. */
  readonly port?: number;
  /** `connect`: the device's port. */
  readonly peer?: number;
  /** `connect`: beside the client's other connections, which go on. */
  readonly beside?: 1;
  /** `connect`: with TLS. */
  readonly tls?: 1;
}

/** Our own: bytes that a client hands to its stack (with TLS: before they are encrypted). */
export interface SentRecord {
  readonly t: number;
  readonly k: 'sent';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
  readonly len: number;
  readonly text?: string;
  readonly hex?: string;
  /** The client waits for a websocket message in return. */
  readonly expects?: 1;
}

/** Our own: a server's task has to wait while it is at work for somebody, and then is done with it. */
export interface WorkRecord {
  readonly t: number;
  readonly k: 'work';
  /** `begin` also when it is known better what it does, or when it waits for something else. */
  readonly ev: 'begin' | 'end';
  readonly task: string;
  /** The server's port. */
  readonly server: number;
  /** Whose connection it is at work for; absent for work of the device's own. */
  readonly c?: string;
  readonly port?: number;
  /** `GET /log`, `reads a request`, `queued work` … */
  readonly what?: string;
  /** Since when it is at it, virtual microseconds. */
  readonly since?: number;
  /** What it waits for: `delay`, `netconn recv` … */
  readonly on?: string;
}

/** Our own: the device's TCP begins to hold data of a connection back, or holds none back any more. */
export interface HeldRecord {
  readonly t: number;
  readonly k: 'held';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
  /** Nagle's algorithm, the client's window, the congestion window; absent: nothing is held back. */
  readonly by?: 'nagle' | 'window' | 'congestion';
}

/** Our own: a server of the device came up, went away, or could not start. */
export interface ServerRecord {
  readonly t: number;
  readonly k: 'server';
  readonly ev: 'start' | 'stop' | 'failed';
  readonly port: number;
  /** `failed`: what was in the way. */
  readonly why?: string;
  /** `start`: how many sessions it can have at once, where it has a table of them. */
  readonly sessions?: number;
}

/** Our own: a task waits in a socket call for one client, and serves nobody else meanwhile. */
export interface BlockedRecord {
  readonly t: number;
  readonly k: 'blocked';
  readonly ev: 'begin' | 'end';
  readonly task: string;
  readonly call: 'recv' | 'send';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
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

/** Our own: a lifecycle machine changed state. Written only when asked for. */
export interface StateRecord {
  readonly t: number;
  readonly k: 'state';
  readonly machine: string;
  readonly owner: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

/** Our own: one instant that never ends. */
export interface LivelockRecord {
  readonly t: number;
  readonly k: 'livelock';
  readonly task: string;
  readonly loop: string;
  readonly since: number;
}

/** Our own: a step of a client group's list begins or ends. */
export interface StepRecord {
  readonly t: number;
  readonly k: 'step';
  readonly c: string;
  /** Number of the step in its group's list, from 1, those inside of a `repeat` counted where they stand. */
  readonly i: number;
  /** Its word: `connect`, `http` … */
  readonly do: string;
  /** `failed`: it could not be done, or was not answered as expected. */
  readonly ev: 'start' | 'done' | 'failed';
  /** Line of the scenario file. */
  readonly line?: number;
  /** Round of the innermost `repeat` around it, from 1. */
  readonly round?: number;
  /** done, failed: microseconds since its start. */
  readonly us?: number;
  /** failed: what the scenario's `expect` says; absent where it says nothing, which makes this no failed expectation. */
  readonly expected?: string;
  /** failed: what was seen instead. */
  readonly got?: string;
}

/** Our own: an HTTP request of a client group is answered in full (websocket upgrades too), or never will be. */
export interface AnswerRecord {
  readonly t: number;
  readonly k: 'answer';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
  readonly method: string;
  readonly path: string;
  /** HTTP status; absent without a complete answer. */
  readonly status?: number;
  /** Why there is none: `closed` (FIN), `reset`, `timed-out`, `gave-up` (the client), `malformed`. */
  readonly error?: 'closed' | 'reset' | 'timed-out' | 'gave-up' | 'malformed';
  /** Microseconds from the SYN to the established connection; with the first request of a connection. */
  readonly connectUs?: number;
  /** Microseconds from handing the request over to the answer's first byte; absent if none came. */
  readonly ttfbUs?: number;
  /** Microseconds from handing the request over to the end. */
  readonly totalUs: number;
  /** Bytes of the body received. */
  readonly bytes: number;
}

export type TraceRecord =
  | LogRecord
  | SegRecord
  | CliRecord
  | TlsRecord
  | ResRecord
  | CallbackRecord
  | PanicRecord
  | AssertRecord
  | EndRecord
  | MetaRecord
  | RefuseRecord
  | SessionRecord
  | SentRecord
  | WorkRecord
  | HeldRecord
  | ActRecord
  | ServerRecord
  | BlockedRecord
  | UsageRecord
  | StateRecord
  | LivelockRecord
  | StepRecord
  | AnswerRecord;

export type TraceKind = TraceRecord['k'];
