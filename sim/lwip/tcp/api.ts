/**
 * lwIP's raw TCP interface as the netconn layer uses it: callbacks on a pcb and the calls that act on one.
 *
 * Callbacks run in the tcpip thread and return lwIP error codes, with lwIP's meanings: a receive callback that returns
 * `Err.MEM` refuses the data (it is kept and offered again), `Err.ABRT` says that the callback aborted the pcb.
 */

import type { Err } from '../core/errno.js';
import type { ConnectedCallback, TcpListener, TcpPcb } from './pcb/pcb.js';

/** A pcb that refuses further sends or whose close can't be queued answers with an error; see each call. */
export interface TcpApi {
  /** `tcp_new_ip_type`: undefined when no memory is left, even after recycling (see pcb-pool.ts). */
  create(): TcpPcb | undefined;
  /** `tcp_bind`; `Err.USE` when the port is taken. Port 0 picks an ephemeral one. */
  bind(pcb: TcpPcb, ip: number, port: number): Err;
  /**
   * `tcp_listen_with_backlog_and_err`: turns a bound pcb into a listener (the pcb is freed). An {@link Err} when it
   * can't: `Err.USE` if another listener has the address, `Err.MEM` without memory.
   */
  listen(pcb: TcpPcb, backlog: number): TcpListener | Err;
  /** `tcp_connect`. */
  connect(pcb: TcpPcb, ip: number, port: number, connected: ConnectedCallback): Err;
  /**
   * `tcp_write`: queues bytes. `more` leaves PSH off. `Err.MEM` when send buffer or queue is full or memory is out,
   * `Err.CONN` in a state that can't send.
   */
  write(pcb: TcpPcb, data: Uint8Array, offset: number, length: number, more: boolean): Err;
  /** `tcp_output`: sends what window, congestion window and Nagle allow. */
  output(pcb: TcpPcb): Err;
  /** `tcp_recved`: the application has consumed so many bytes. */
  received(pcb: TcpPcb, bytes: number): void;
  /** `tcp_close`: FIN, or RST when unread data is left. */
  close(pcb: TcpPcb): Err;
  /** `tcp_close_ext` with `rst_on_unacked_data` 0 is `close(pcb)` without the RST. */
  closeExt(pcb: TcpPcb, rstOnUnreadData: boolean): Err;
  /** Closes a listener. */
  closeListener(listener: TcpListener): void;
  /** `tcp_shutdown`. */
  shutdown(pcb: TcpPcb, rx: boolean, tx: boolean): Err;
  /** `tcp_abort`: RST, pcb freed, error callback with `Err.ABRT`. */
  abort(pcb: TcpPcb): void;
  /** `tcp_backlog_delayed` / `tcp_backlog_accepted`. */
  backlogDelayed(pcb: TcpPcb): void;
  backlogAccepted(pcb: TcpPcb): void;
  /** Free send buffer in bytes (`tcp_sndbuf`). */
  sendBuffer(pcb: TcpPcb): number;
  /** Looks again at when the timers have something to do: call after changing poll or keep-alive fields of a pcb. */
  touch(pcb: TcpPcb): void;
  /** Pbufs in the send queue (`tcp_sndqueuelen`). */
  sendQueueLength(pcb: TcpPcb): number;
  /** A task gives up sending: records what was full, if it was not memory that was missing. */
  refuseSending(pcb: TcpPcb, effect: string): void;
}
