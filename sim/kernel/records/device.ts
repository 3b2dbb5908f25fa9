/** What goes on inside the device. */

import type { LogLevel } from './console-and-wire.js';

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
  /** What CPU and console cost, in words; absent: they take no time. */
  readonly cpu?: string;
  /** Entries of that which nobody has measured. */
  readonly unmeasured?: readonly string[];
  /** The port on which its servers speak TLS. */
  readonly securePort?: number;
}

/** Our own: what one kind of work, or the console, cost in the whole run; written at its end. */
export interface CpuRecord {
  readonly t: number;
  readonly k: 'cpu';
  /** `console`, or an entry of `device.cpu`. */
  readonly entry: string;
  readonly times: number;
  /** CPU time, microseconds; of the console, what tasks have waited for it. */
  readonly us: number;
  /** Of the console: bytes that it has written, at how many bits a second, and down to which level. */
  readonly bytes?: number;
  readonly baud?: number;
  readonly level?: LogLevel;
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
  /** `start`: silence after which keep-alive gives a client up, microseconds; absent: its sessions have none. */
  readonly keepAliveUs?: number;
}

/** Our own: libwebsockets looks at its listener no longer (`begin`), or again: it has as much of something as it may. */
export interface GateRecord {
  readonly t: number;
  readonly k: 'gate';
  readonly ev: 'begin' | 'end';
  readonly port: number;
  /** `begin`: what there is enough of, and the option that says so. */
  readonly of?: string;
  readonly option?: string | undefined;
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
  /** The socket that it loops over, and whose connection that is. */
  readonly fd?: number;
  readonly c?: string;
  readonly port?: number;
  /** What made it start, and since when that is so, virtual microseconds. */
  readonly why?: string;
  readonly from?: number;
}

/** Our own: a client whose turn never came, since the device had stopped before. */
export interface UnstartedRecord {
  readonly t: number;
  readonly k: 'unstarted';
  readonly c: string;
  /** When it would have begun. */
  readonly at: number;
}
