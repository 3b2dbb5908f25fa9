/** Small calls of libwebsockets's interface that ask or tell a connection something, by their C names. */

import { FdSet } from '../../sim/lwip/sockets/socket-api.js';
import { DevicePanic } from '../../sim/kernel/errors.js';
import type { Blocking } from '../../sim/kernel/task.js';
import type { HeaderToken } from './http/header-tokens.js';
import { latin1Bytes } from '../../sim/codec/latin1.js';
import { startTimeout, stopTimeout } from './service/timeouts.js';
import { closeWsi } from './wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from './wsi/close-status.js';
import type { LwsWsi } from './wsi/wsi.js';

/** `secs` of {@link lws_set_timeout}: end the connection when the loop comes round, or now. */
export const LWS_TO_KILL_ASYNC = -1;
export const LWS_TO_KILL_SYNC = -2;
/** `usecs` of {@link lws_set_timer_usecs}: no timer any more. */
export const LWS_SET_TIMER_USEC_CANCEL = -1;

/** What a pointer into freed memory reads as. */
const FREED_POINTER = 0xdddd_dddd;
const FAILED = -1;

/**
 * Ends the run where a program uses a connection that is gone: on the device its memory is free, or another's. Simplified: a
 * real access may pass for a while.
 */
export function crashIfFreed(wsi: LwsWsi, call: string): void {
  if (wsi.freed)
    throw new DevicePanic(
      `memory access fault: use after free, ${call} on a connection that lws has closed`,
      FREED_POINTER,
    );
}

/** Has LWS_CALLBACK_TIMER called once in so many microseconds, or never. */
export function lws_set_timer_usecs(wsi: LwsWsi, usecs: number): void {
  const { timers } = wsi.context;
  if (usecs === LWS_SET_TIMER_USEC_CANCEL) timers.cancel(wsi.timers.own);
  else timers.schedule(wsi.timers.own, wsi.context.nowUs() + usecs);
}

/** (Re)starts the connection's time-out; 0 ends it, the two constants above end the connection. */
export function* lws_set_timeout(wsi: LwsWsi, secs: number): Blocking<void> {
  if (secs === 0) stopTimeout(wsi);
  else if (secs === LWS_TO_KILL_SYNC) yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  else startTimeout(wsi, secs === LWS_TO_KILL_ASYNC ? 0 : secs);
}

/** This is the last piece of a message. */
export function lws_is_final_fragment(wsi: LwsWsi): boolean {
  return wsi.ws?.final === true && wsi.ws.remaining === 0;
}

/** This is the first piece of a message. */
export function lws_is_first_fragment(wsi: LwsWsi): boolean {
  return wsi.ws?.firstFragment === true;
}

/** The message is binary. */
export function lws_frame_is_binary(wsi: LwsWsi): boolean {
  return wsi.ws?.frameIsBinary === true;
}

/** Bytes of the frame that are still to come. */
export function lws_remaining_packet_payload(wsi: LwsWsi): number {
  return wsi.ws?.remaining ?? 0;
}

/** Something that was written waits in lws's buffer for room in the socket. */
export function lws_partial_buffered(wsi: LwsWsi): boolean {
  return wsi.hasBufferedOut;
}

/** Nothing more can be written without being buffered (lib/plat/freertos/freertos-sockets.c). */
export function* lws_send_pipe_choked(wsi: LwsWsi): Blocking<boolean> {
  if (wsi.hasBufferedOut) return true;
  const [none, write] = [new FdSet(), new FdSet()];
  write.add(wsi.fd);
  yield* wsi.context.platform.sockets.select(wsi.fd + 1, none, write, none, 0);
  return !write.has(wsi.fd);
}

/** Bytes of a header's values; 0 without it. */
export function lws_hdr_total_length(wsi: LwsWsi, token: `WSI_TOKEN_${HeaderToken}`): number {
  return wsi.http.headers?.totalLength(tokenOf(token)) ?? 0;
}

/** Copies a header's values into `dest` with a NUL behind; their length, 0 without it, -1 when they don't fit. */
export function lws_hdr_copy(
  wsi: LwsWsi,
  dest: Uint8Array,
  size: number,
  token: `WSI_TOKEN_${HeaderToken}`,
): number {
  const text = wsi.http.headers?.copy(tokenOf(token), size) ?? FAILED;
  if (text === FAILED) return FAILED;
  dest.set(latin1Bytes(`${text}\0`));
  return text.length;
}

function tokenOf(token: `WSI_TOKEN_${HeaderToken}`): HeaderToken {
  return token.slice('WSI_TOKEN_'.length) as HeaderToken;
}
