/** The receive window: how much is announced, and when an update is worth a segment of its own. */

import { seqAdd, seqDiff, seqGe, seqGt } from '../../../wire/seq.js';
import type { TcpContext } from '../context.js';
import { tcpOutput } from './output.js';
import { TF_ACK_NOW, type TcpPcb } from '../pcb/pcb.js';

/**
 * Computes the window to announce (`tcp_update_rcv_ann_wnd`): it grows only in steps of half TCP_WND or one MSS
 * (RFC 9293 section 3.8.6.2.2) and never shrinks from the right. Returns the growth of the right edge in bytes.
 */
export function updateAnnouncedWindow(ctx: TcpContext, pcb: TcpPcb): number {
  const rightEdge = seqAdd(pcb.rcvNxt, pcb.rcvWnd);
  const step = Math.min(Math.floor(ctx.options.TCP_WND / 2), pcb.mss);
  if (seqGe(rightEdge, seqAdd(pcb.rcvAnnRightEdge, step))) {
    pcb.rcvAnnWnd = pcb.rcvWnd;
    return seqDiff(rightEdge, pcb.rcvAnnRightEdge) >>> 0;
  }
  pcb.rcvAnnWnd = seqGt(pcb.rcvNxt, pcb.rcvAnnRightEdge) ? 0 : seqDiff(pcb.rcvAnnRightEdge, pcb.rcvNxt) >>> 0;
  return 0;
}

/** The application has consumed bytes (`tcp_recved`); a large enough window update is sent at once. */
export function tcpReceived(ctx: TcpContext, pcb: TcpPcb, bytes: number): void {
  pcb.rcvWnd = Math.min(pcb.rcvWnd + bytes, ctx.options.TCP_WND);
  if (updateAnnouncedWindow(ctx, pcb) >= ctx.options.TCP_WND_UPDATE_THRESHOLD) {
    pcb.flags |= TF_ACK_NOW;
    tcpOutput(ctx, pcb);
  }
}
