/**
 * Segments that are built and sent at once: empty ACKs, RSTs, keep-alive and zero-window probes.
 *
 * Each needs a buffer for as long as it is being sent; without memory it is not sent.
 */

import { ACK, FIN, NO_PAYLOAD, RST, TCP_HEADER_BYTES, type Ipv4 } from '../../../wire/segment.js';
import { seqAdd, seqLt } from '../../../wire/seq.js';
import { NO_OPTIONS } from '../../../wire/tcp-options.js';
import { Err } from '../../core/errno.js';
import type { TcpContext } from '../context.js';
import { TF_ACK_DELAY, TF_ACK_NOW, type TcpPcb } from '../pcb/pcb.js';
import { pbufRamBytes } from './segments.js';

/** Largest window field. */
const MAX_WINDOW_FIELD = 0xffff;
const MAX_COUNT_U8 = 0xff;

/** Both ends of a connection. */
export interface Ends {
  readonly localIp: Ipv4;
  readonly localPort: number;
  readonly remoteIp: Ipv4;
  readonly remotePort: number;
}

/** Checks that a buffer for the headers and `length` payload bytes can be had for the moment of sending. */
function bufferAvailable(ctx: TcpContext, length: number): boolean {
  const bytes = pbufRamBytes(ctx.options.PBUF_IP_ROOM, TCP_HEADER_BYTES + length);
  if (!ctx.memory.malloc(bytes)) {
    ctx.memory.heap.refuse({ effect: 'a control segment was not sent' });
    return false;
  }
  ctx.memory.free(bytes);
  return true;
}

function send(
  ctx: TcpContext,
  ends: Ends,
  seq: number,
  ack: number,
  flags: number,
  window: number,
  payload: Uint8Array,
) {
  ctx.output({
    srcIp: ends.localIp,
    srcPort: ends.localPort,
    dstIp: ends.remoteIp,
    dstPort: ends.remotePort,
    seq,
    ack,
    flags,
    window,
    urgent: 0,
    options: NO_OPTIONS,
    payload,
  });
}

/** The window to announce, as it goes into the header. */
export function windowField(pcb: TcpPcb): number {
  return Math.min(pcb.rcvAnnWnd, MAX_WINDOW_FIELD);
}

/** Sends an empty ACK (`tcp_send_empty_ack`). Without memory the fast timer tries again. */
export function sendEmptyAck(ctx: TcpContext, pcb: TcpPcb): Err {
  if (!bufferAvailable(ctx, 0)) {
    pcb.flags |= TF_ACK_DELAY | TF_ACK_NOW;
    return Err.BUF;
  }
  pcb.rcvAnnRightEdge = seqAdd(pcb.rcvNxt, pcb.rcvAnnWnd);
  pcb.flags &= ~(TF_ACK_DELAY | TF_ACK_NOW);
  send(ctx, pcb, pcb.sndNxt, pcb.rcvNxt, ACK, windowField(pcb), NO_PAYLOAD);
  return Err.OK;
}

/**
 * Sends a RST (`tcp_rst`). Its window field has the bytes of TCP_WND swapped: lwIP converts a constant that the header
 * builder converts again (tcp_out.c, PP_HTONS).
 */
export function sendReset(ctx: TcpContext, ends: Ends, seq: number, ack: number): void {
  if (!bufferAvailable(ctx, 0)) return;
  const wnd = ctx.options.TCP_WND & MAX_WINDOW_FIELD;
  const swapped = ((wnd & 0xff) << 8) | (wnd >>> 8);
  send(ctx, ends, seq, ack, RST | ACK, swapped, NO_PAYLOAD);
}

/** Sends a keep-alive probe: an old sequence number that the peer must acknowledge (`tcp_keepalive`). */
export function sendKeepAlive(ctx: TcpContext, pcb: TcpPcb): Err {
  if (!bufferAvailable(ctx, 0)) return Err.MEM;
  pcb.rcvAnnRightEdge = seqAdd(pcb.rcvNxt, pcb.rcvAnnWnd);
  send(ctx, pcb, seqAdd(pcb.sndNxt, -1), pcb.rcvNxt, ACK, windowField(pcb), NO_PAYLOAD);
  return Err.OK;
}

/** Sends one byte (or the FIN) of the first unsent segment into a closed window (`tcp_zero_window_probe`). */
export function sendZeroWindowProbe(ctx: TcpContext, pcb: TcpPcb): Err {
  const segment = pcb.unsent[0];
  if (segment === undefined) return Err.OK;
  if (pcb.persistProbes < MAX_COUNT_U8) pcb.persistProbes++;
  const isFin = (segment.flags & FIN) !== 0 && segment.length === 0;
  if (!bufferAvailable(ctx, isFin ? 0 : 1)) return Err.MEM;
  pcb.rcvAnnRightEdge = seqAdd(pcb.rcvNxt, pcb.rcvAnnWnd);
  const end = seqAdd(segment.seq, 1);
  if (seqLt(pcb.sndNxt, end)) pcb.sndNxt = end;
  send(
    ctx,
    pcb,
    segment.seq,
    pcb.rcvNxt,
    isFin ? ACK | FIN : ACK,
    windowField(pcb),
    isFin ? NO_PAYLOAD : segment.payload.slice(0, 1),
  );
  return Err.OK;
}
