/**
 * lwIP's own assertions (`LWIP_ASSERT`) that segments can make fail: a device that was built with them restarts.
 *
 * Modelled: those that a peer, or the loss of packets, can reach. Absent: the many that no segment can make fail, and
 * what corrupts memory in a device without assertions.
 */

import { DevicePanic } from '../../kernel/errors.js';
import type { TcpContext } from './context.js';
import type { TcpPcb } from './pcb/pcb.js';

/** One assertion. */
export interface Assertion {
  /** lwIP's words, to the letter. */
  readonly text: string;
  /** How a connection comes to it. */
  readonly about: string;
}

/** Where they stand: tcp.c, tcp_in.c and tcp_out.c. */
export const ASSERTIONS = {
  persistInFlight: {
    text: 'tcp_slowtimr: persist ticking with in-flight data',
    about: 'The window-probe timer runs although sent data waits for its acknowledgement.',
  },
  persistEmpty: {
    text: 'tcp_slowtimr: persist ticking with empty send buffer',
    about:
      'The last unsent byte was acknowledged while the window-probe timer ran: as a window probe had carried it, or as the retransmission of sent data waited for a window that had shrunk to 0. The peer need not do anything wrong.',
  },
  mssTooSmall: {
    text: 'mss_local is too small',
    about:
      'A segment brought an MSS option smaller than a segment that waits to be sent (lwIP reads options of every segment, not only of SYNs), and the application wrote more.',
  },
  oversize: {
    text: 'inconsistent oversize vs. space',
    about:
      'A segment brought an MSS option smaller than the buffer of a segment that waits to be sent, and the application wrote more.',
  },
  splitZero: {
    text: "Can't split segment into length 0",
    about: 'A segment was to be split for a window of 0 bytes.',
  },
  splitMss: {
    text: 'split <= mss',
    about:
      'A segment was to be split for a window larger than an MSS option that came after it had been made.',
  },
  overWindow: {
    text: 'tcp_receive: tcplen > rcv_wnd\n',
    about:
      'A FIN that waited out of order at the last place of the window was added to data that fills the window: together they are one longer than it.',
  },
  queuedOverWindow: {
    text: 'tcp_receive: ooseq tcplen > rcv_wnd\n',
    about: 'A segment that had waited out of order is longer than the window that is left.',
  },
  notTrimmedToWindow: {
    text: 'tcp_receive: segment not trimmed correctly to rcv_wnd\n',
    about: 'A SYN with data that opens the connection from both sides, cut to the window.',
  },
  notTrimmedToQueue: {
    text: 'tcp_receive: segment not trimmed correctly to ooseq queue\n',
    about: 'A FIN moved to data that is cut where a segment already waits out of order.',
  },
} as const satisfies Readonly<Record<string, Assertion>>;

/** Crashes the device unless `holds`. The connection's peer is named with it. */
export function lwipAssert(ctx: TcpContext, pcb: TcpPcb, { text }: Assertion, holds: boolean): void {
  if (holds || !ctx.options.LWIP_ASSERTS) return;
  throw new DevicePanic(text, 0, text, { client: ctx.env.peerName(pcb.remoteIp), port: pcb.remotePort });
}
