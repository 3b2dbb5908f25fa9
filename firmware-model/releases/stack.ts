/** Differences in lwIP and its port. Defaults of options are in the option table, not here. */

import type { Difference } from './difference.js';

export const STACK_DIFFERENCES = {
  steadySynAcks: {
    title: 'SYN-ACK retransmission',
    since: ['v4.4.7', 'v5.0.5', 'v5.1.3', 'v5.2'],
    now: 'an unanswered SYN-ACK is sent again every 1.5 s',
    otherwise: 'the interval of unanswered SYN-ACKs doubles',
    concern: 'clients',
    source: 'components/lwip/lwip/src/core/tcp.c, tcp_slowtmr',
    evidence: 'read',
    shownBy: 'half-open-flood',
  },
  countsAllPcbs: {
    title: 'limit of TCP connections',
    until: ['v5.0'],
    now: 'CONFIG_LWIP_MAX_ACTIVE_TCP counts every connection, TIME_WAIT and listeners too: the oldest is thrown out for a new one',
    otherwise: 'the number of connections is limited by memory alone',
    concern: 'clients',
    source: 'components/lwip/lwip/src/core/tcp.c, tcp_alloc',
    evidence: 'traced',
    shownBy: 'many-connections-of-all-kinds',
  },
  keepsTrimmedFin: {
    title: 'FIN on a trimmed segment',
    since: ['v4.4.5', 'v5.0.2', 'v5.1'],
    now: 'a segment with FIN that overlaps queued data is trimmed by the FIN too',
    otherwise: 'a segment with FIN that overlaps queued data counts one byte too many',
    concern: 'clients',
    source: 'components/lwip/lwip/src/core/tcp_in.c, tcp_receive',
    evidence: 'read',
  },
  waitsAtLeast: {
    title: 'rounding of timeouts',
    since: ['v5.0'],
    now: 'a semaphore wait (select() with a timeout, SO_SNDTIMEO) is rounded up, plus one tick',
    otherwise: 'a semaphore wait is rounded down to ticks',
    concern: 'clients',
    source: 'components/lwip/port/freertos/sys_arch.c, sys_arch_sem_wait',
    evidence: 'read',
  },
} as const satisfies Record<string, Difference>;
