/**
 * Filling the send queue: data, SYN, FIN, and the splitting of a segment for a small window.
 *
 * lwIP's rules decide how bytes become segments, and so what is seen on the wire: new data first fills the room left
 * in the last unsent segment, then (unless every segment is one buffer) is chained onto it, then makes new segments of
 * at most the MSS and half the largest window that the peer ever announced.
 */

import { FIN, PSH, RST, SYN } from '../../../wire/segment.js';
import { seqAdd } from '../../../wire/seq.js';
import { Err } from '../../core/errno.js';
import { ASSERTIONS, lwipAssert } from '../assertions.js';
import type { TcpContext } from '../context.js';
import { TF_FIN, TF_NAGLEMEMERR, TF_NODELAY, type TcpPcb } from '../pcb/pcb.js';
import { alignSize, freeSegments, pbufRamBytes, TxSegment } from './segments.js';

/** Bytes of the MSS option. */
const MSS_OPTION_BYTES = 4;
/** lwIP counts room in 16 bits; a negative room is a huge one. */
const U16_MASK = 0xffff;

/** Whether the connection may take `length` more bytes (`tcp_write_checks`). */
function checkWrite(ctx: TcpContext, pcb: TcpPcb, length: number): Err {
  switch (pcb.state) {
    case 'established':
    case 'close-wait':
    case 'syn-sent':
    case 'syn-rcvd':
      break;
    default:
      return Err.CONN;
  }
  if (length === 0) return Err.OK;
  if (length > pcb.sndBuf || pcb.sndQueueLength >= ctx.options.TCP_SND_QUEUELEN) {
    pcb.flags |= TF_NAGLEMEMERR;
    pcb.sendQueueIsFull = length <= pcb.sndBuf;
    return Err.MEM;
  }
  return Err.OK;
}

/** Payload bytes to allocate for a buffer that starts with `length` (`tcp_pbuf_prealloc`). */
function bufferCapacity(
  ctx: TcpContext,
  pcb: TcpPcb,
  length: number,
  maxLength: number,
  more: boolean,
  first: boolean,
): number {
  const { options } = ctx;
  if (options.LWIP_NETIF_TX_SINGLE_PBUF) return maxLength;
  if (length >= maxLength) return length;
  const nagleWillWait =
    (pcb.flags & TF_NODELAY) === 0 && (!first || pcb.unsent.length > 0 || pcb.unacked.length > 0);
  if (!more && !nagleWillWait) return length;
  return Math.min(maxLength, alignSize(length + options.TCP_OVERSIZE));
}

/** Allocates a segment's buffer and descriptor; undefined without memory. */
function createSegment(
  ctx: TcpContext,
  seq: number,
  flags: number,
  mssOption: boolean,
  capacity: number,
): TxSegment | undefined {
  const bytes = pbufRamBytes(ctx.options.PBUF_TRANSPORT_ROOM, capacity);
  if (!ctx.memory.malloc(bytes)) return undefined;
  if (!ctx.memory.takeElement('TCP_SEG')) {
    ctx.memory.free(bytes);
    return undefined;
  }
  return new TxSegment(seq, flags, mssOption, bytes);
}

/** Notes that a send found no memory; the connection then ignores Nagle until it has sent (TF_NAGLEMEMERR). */
function refuseMemory(ctx: TcpContext, pcb: TcpPcb, effect: string): void {
  pcb.flags |= TF_NAGLEMEMERR;
  ctx.memory
    .resourceOf('TCP_SEG')
    .refuse({ client: ctx.env.peerName(pcb.remoteIp), port: pcb.remotePort, effect });
}

/** Queues data (`tcp_write`). All of it or nothing is queued. */
export function tcpWrite(
  ctx: TcpContext,
  pcb: TcpPcb,
  data: Uint8Array,
  offset: number,
  length: number,
  more: boolean,
): Err {
  const error = checkWrite(ctx, pcb, length);
  if (error !== Err.OK) return error;
  const { options, memory } = ctx;
  const halfWindow = pcb.sndWndMax >>> 1;
  const mss = Math.min(pcb.mss, halfWindow) || pcb.mss;
  let queueLength = pcb.sndQueueLength;
  let oversize = pcb.unsentOversize;
  let position = 0;
  let lastTouched: TxSegment | undefined;

  const last = pcb.unsent[pcb.unsent.length - 1];
  let filled = 0;
  let chained = 0;
  let chainedBytes = 0;
  if (last !== undefined) {
    const taken = last.length + (last.mssOption ? MSS_OPTION_BYTES : 0);
    lwipAssert(ctx, pcb, ASSERTIONS.mssTooSmall, mss >= taken);
    let space = (mss - taken) & U16_MASK;
    if (oversize > 0) {
      lwipAssert(ctx, pcb, ASSERTIONS.oversize, oversize <= space);
      lastTouched = last;
      filled = Math.min(space, oversize, length);
      position += filled;
      oversize -= filled;
      space -= filled;
    }
    if (!options.LWIP_NETIF_TX_SINGLE_PBUF && position < length && space > 0 && last.length > 0) {
      lastTouched = last;
      chained = Math.min(space, length - position);
      const capacity = bufferCapacity(ctx, pcb, chained, space, more, true);
      chainedBytes = pbufRamBytes(0, capacity);
      if (!memory.malloc(chainedBytes)) {
        refuseMemory(ctx, pcb, 'send waits for memory');
        return Err.MEM;
      }
      oversize = capacity - chained;
      queueLength++;
      position += chained;
    }
  }

  const created: TxSegment[] = [];
  while (position < length) {
    const segmentLength = Math.min(length - position, mss);
    const capacity = bufferCapacity(ctx, pcb, segmentLength, mss, more, created.length === 0);
    queueLength++;
    const tooLong = queueLength > options.TCP_SND_QUEUELEN;
    const segment = tooLong
      ? undefined
      : createSegment(ctx, seqAdd(pcb.sndLbb, position), 0, false, capacity);
    if (segment === undefined) {
      pcb.sendQueueIsFull = tooLong;
      if (tooLong) pcb.flags |= TF_NAGLEMEMERR;
      else refuseMemory(ctx, pcb, 'send waits for memory');
      if (chainedBytes > 0) memory.free(chainedBytes);
      freeSegments(created, memory);
      return Err.MEM;
    }
    segment.append(data, offset + position, segmentLength, capacity);
    oversize = capacity - segmentLength;
    created.push(segment);
    lastTouched = segment;
    position += segmentLength;
  }

  if (last !== undefined && filled > 0) last.append(data, offset, filled, mss);
  if (last !== undefined && chained > 0) {
    last.addBuffer(chainedBytes);
    last.append(data, offset + filled, chained, mss);
  }
  pcb.unsentOversize = oversize;
  for (const segment of created) pcb.unsent.push(segment);
  pcb.sndLbb = seqAdd(pcb.sndLbb, length);
  pcb.sndBuf -= length;
  pcb.sndQueueLength = queueLength;
  pcb.sendQueueIsFull = false;
  pcb.limits?.measure();
  if (lastTouched !== undefined && !more) lastTouched.flags |= PSH;
  return Err.OK;
}

/** Queues a segment with SYN or FIN and no data (`tcp_enqueue_flags`). */
export function enqueueFlags(ctx: TcpContext, pcb: TcpPcb, flags: number): Err {
  const isSyn = (flags & SYN) !== 0;
  const segment = createSegment(ctx, pcb.sndLbb, flags, isSyn, isSyn ? MSS_OPTION_BYTES : 0);
  if (segment === undefined) {
    refuseMemory(ctx, pcb, isSyn ? 'no SYN-ACK' : 'FIN waits for memory');
    return Err.MEM;
  }
  pcb.unsent.push(segment);
  pcb.unsentOversize = 0;
  pcb.sndLbb = seqAdd(pcb.sndLbb, 1);
  if (flags & FIN) pcb.flags |= TF_FIN;
  pcb.sndQueueLength += segment.pbufs;
  return Err.OK;
}

/** Queues a FIN, on the last unsent segment if it has none (`tcp_send_fin`). */
export function sendFin(ctx: TcpContext, pcb: TcpPcb): Err {
  const last = pcb.unsent[pcb.unsent.length - 1];
  if (last !== undefined && (last.flags & (SYN | FIN | RST)) === 0) {
    last.flags |= FIN;
    pcb.flags |= TF_FIN;
    return Err.OK;
  }
  return enqueueFlags(ctx, pcb, FIN);
}

/**
 * Splits the first unsent segment so that its head fits a window of `split` bytes (`tcp_split_unsent_seg`). The head
 * keeps PSH and FIN, which lwIP means to clear but sets again with TCPH_SET_FLAG; the rest has them too.
 */
export function splitFirstUnsent(ctx: TcpContext, pcb: TcpPcb, split: number): Err {
  const segment = pcb.unsent[0];
  if (segment === undefined) return Err.MEM;
  if (split === 0) {
    lwipAssert(ctx, pcb, ASSERTIONS.splitZero, false);
    return Err.VAL;
  }
  if (segment.length <= split) return Err.OK;
  lwipAssert(ctx, pcb, ASSERTIONS.splitMss, split <= pcb.mss);
  const remainder = segment.length - split;
  const flags = segment.flags & (PSH | FIN);
  const rest = createSegment(ctx, seqAdd(segment.seq, split), flags, false, remainder);
  if (rest === undefined) {
    ctx.memory.resourceOf('TCP_SEG').refuse({ effect: 'a segment could not be split for a small window' });
    return Err.MEM;
  }
  const pbufsBefore = segment.pbufs;
  const bytes = segment.cut(split, ctx.memory);
  rest.append(bytes, 0, bytes.length, bytes.length);
  pcb.sndQueueLength += segment.pbufs - pbufsBefore + rest.pbufs;
  pcb.unsent.splice(1, 0, rest);
  if (pcb.unsent.length === 2) pcb.unsentOversize = 0;
  return Err.OK;
}
