/**
 * The client stack `linux`: TCP as a PC or a phone with a Linux kernel behaves towards a small device.
 *
 * Modelled: SYN schedule, delayed and quick ACKs, initial window 10, NewReno, RTO, keep-alive, zero-window probes,
 * reassembly, challenge ACKs; the sources of all numbers are in constants.ts.
 * Simplified: initial sequence numbers are the host's (traces count from them), `close` is shutdown(SHUT_WR); with
 * `disown` it is close(2). Window scaling, SACK and timestamps are offered and never used, since lwIP refuses them.
 * Absent: ECN, urgent data, TCP Fast Open, path MTU discovery.
 */

import type { ClientStack, KeepAlive } from '../client-stack.js';
import {
  KEEPALIVE_IDLE_US,
  KEEPALIVE_INTERVAL_US,
  KEEPALIVE_PROBES,
  SYN_LINEAR_TIMEOUTS,
} from './constants.js';
import { LinuxConnection } from './linux-connection.js';

/** What SO_KEEPALIVE alone turns on. */
export const DEFAULT_KEEP_ALIVE: KeepAlive = {
  idleUs: KEEPALIVE_IDLE_US,
  intervalUs: KEEPALIVE_INTERVAL_US,
  count: KEEPALIVE_PROBES,
};

/** The stack of a kernel since 6.5, and that of older ones. */
export type LinuxName = 'linux' | 'linux-6.4';

/** Makes the stack; without `keepAlive` its sockets have SO_KEEPALIVE off. */
export function linuxStack(keepAlive?: KeepAlive, id: LinuxName = 'linux'): ClientStack {
  const settings = { keepAlive, synLinearTimeouts: id === 'linux' ? SYN_LINEAR_TIMEOUTS : 0 };
  return {
    id,
    connect(host, localPort, remotePort) {
      const connection = new LinuxConnection(host, localPort, remotePort, settings);
      connection.open();
      return connection;
    },
    accept(host, syn) {
      const connection = new LinuxConnection(host, syn.dstPort, syn.srcPort, settings);
      connection.accept(syn);
      return connection;
    },
  };
}
