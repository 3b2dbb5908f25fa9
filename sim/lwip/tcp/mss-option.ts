/** The MSS option (RFC 9293 section 3.7.1), the only one that either build of lwIP takes. */

import type { TcpContext } from './context.js';
import type { TcpPcb } from './pcb.js';

/** Takes over the peer's MSS option (`tcp_parseopt`). */
export function applyMssOption(ctx: TcpContext, pcb: TcpPcb, mss: number): void {
  if (mss > 0) pcb.mss = Math.min(mss, ctx.options.TCP_MSS);
}
