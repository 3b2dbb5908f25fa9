/** Handing received data and the peer's FIN to the application, and offering again what it has refused. */

import { Err } from '../../core/errno.js';
import { freePbuf, type RxPbuf } from '../../core/pbuf.js';
import type { TcpContext } from '../context.js';
import type { TcpPcb } from '../pcb/pcb.js';
import { tcpReceived } from '../output/window.js';

/** Offers refused data to the application once more (`tcp_process_refused_data`). */
export function offerRefusedData(ctx: TcpContext, pcb: TcpPcb): Err {
  const refused = pcb.refusedData;
  if (refused === undefined) return Err.OK;
  pcb.refusedData = undefined;
  const error = deliver(ctx, pcb, refused.data);
  if (error === Err.ABRT) return Err.ABRT;
  if (error !== Err.OK) {
    pcb.refusedData = refused;
    return Err.INPROGRESS;
  }
  if (refused.finToo && deliverFin(pcb) === Err.ABRT) return Err.ABRT;
  return Err.OK;
}

/** Hands data to the application; without a receive callback it is consumed (`tcp_recv_null`). */
export function deliver(ctx: TcpContext, pcb: TcpPcb, data: RxPbuf): Err {
  if (pcb.onReceive) return pcb.onReceive(pcb, data);
  tcpReceived(ctx, pcb, data.totalLength);
  freePbuf(data, ctx.memory);
  return Err.OK;
}

/** Tells the application of the peer's FIN; its sequence number never needs `received`. */
export function deliverFin(pcb: TcpPcb): Err {
  if (pcb.rcvWnd !== pcb.rcvWndMax) pcb.rcvWnd++;
  return pcb.onReceive ? pcb.onReceive(pcb, undefined) : Err.OK;
}
