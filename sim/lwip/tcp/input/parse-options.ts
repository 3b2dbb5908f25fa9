/**
 * Options of received segments, as lwIP reads them (`tcp_parseopt`): those of every segment of a connection, not only
 * of SYNs, and of each the last MSS counts.
 *
 * Absent: window scaling, SACK, timestamps (neither build takes them; they are skipped by their length).
 */

import type { TcpContext } from '../context.js';
import type { TcpPcb } from '../pcb/pcb.js';

const OPTION_END = 0;
const OPTION_NOP = 1;
const OPTION_MSS = 2;
const MSS_BYTES = 4;
const MIN_OPTION_BYTES = 2;

/** Takes over what the options say. The first malformed one ends the reading. */
export function parseOptions(ctx: TcpContext, pcb: TcpPcb, options: Uint8Array): void {
  for (let at = 0; at < options.length;) {
    const kind = options[at];
    const length = options[at + 1] ?? 0;
    if (kind === OPTION_END) return;
    if (kind === OPTION_NOP) {
      at++;
    } else if (kind === OPTION_MSS) {
      if (length !== MSS_BYTES || at + MSS_BYTES > options.length) return;
      takeMss(ctx, pcb, (options[at + 2]! << 8) | options[at + 3]!);
      at += MSS_BYTES;
    } else {
      if (length < MIN_OPTION_BYTES) return;
      at += length;
    }
  }
}

/** An MSS of 0 stands for the largest, which prevents divisions by it. */
function takeMss(ctx: TcpContext, pcb: TcpPcb, mss: number): void {
  const { TCP_MSS } = ctx.options;
  pcb.mss = mss === 0 || mss > TCP_MSS ? TCP_MSS : mss;
}
