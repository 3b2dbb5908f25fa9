/** The poll table: entering and leaving it, and changing what is polled for (lib/core-net/pollfd.c). */

import { ModelError } from '../../../sim/kernel/errors.js';
import { LLL_ERR } from '../context/lws-log.js';
import { LWS_POLLHUP, LWS_POLLIN, LWS_POLLOUT } from './poll-slot.js';
import { MAX_FDS } from '../sizes.js';
import { NOT_POLLED, type LwsWsi } from '../wsi/wsi.js';

/** Puts a wsi's socket into the table, polled for input. False when the table or the fd map has no place for it. */
export function insertIntoPollTable(wsi: LwsWsi): boolean {
  const cx = wsi.context;
  if (cx.pollCount >= MAX_FDS) {
    cx.log.context(LLL_ERR, '__insert_wsi_socket_into_fds', `Too many fds (${MAX_FDS} vs ${MAX_FDS})`);
    return false;
  }
  const offset = cx.platform.socketOffset;
  if (wsi.fd - offset >= MAX_FDS) {
    const text = `Socket fd ${wsi.fd} is too high (${MAX_FDS}) offset ${offset}`;
    cx.log.context(LLL_ERR, '__insert_wsi_socket_into_fds', text);
    return false;
  }
  cx.claimFd(wsi.fd, wsi);
  const slot = cx.poll[cx.pollCount]!;
  slot.fd = wsi.fd;
  slot.events = LWS_POLLIN;
  slot.revents = 0;
  wsi.pollIndex = cx.pollCount++;
  if (cx.pollCount === MAX_FDS - 1) modulateAccept(wsi, false);
  return true;
}

/** Takes a wsi out of the table; the last entry takes its place. */
export function removeFromPollTable(wsi: LwsWsi): void {
  const cx = wsi.context;
  const index = wsi.pollIndex;
  if (index !== NOT_POLLED) {
    cx.releaseFd(wsi.fd);
    const last = cx.poll[--cx.pollCount]!;
    if (index !== cx.pollCount) {
      Object.assign(cx.poll[index]!, last);
      const moved = cx.wsiFor(last.fd);
      if (moved === undefined) throw new ModelError('polled socket without a wsi', { fd: last.fd });
      moved.pollIndex = index;
    }
    last.fd = -1;
    wsi.pollIndex = NOT_POLLED;
  }
  if (!cx.beingDestroyed && cx.pollCount < MAX_FDS - 1) modulateAccept(wsi, true);
}

/** Changes what a wsi is polled for: clears bits, then sets bits (`__lws_change_pollfd`). */
export function changePolled(wsi: LwsWsi, clear: number, set: number): void {
  if (wsi.protocol === undefined && !wsi.isPipe) return;
  changeSlot(wsi, clear, set);
}

/** `lws_callback_on_writable`: asks for a writable callback when the socket has room. 1, or -1 if it isn't polled. */
export function requestWritable(wsi: LwsWsi): number {
  if (wsi.socketIsPermanentlyUnusable) return 0;
  if (wsi.pollIndex === NOT_POLLED && wsi.role?.name !== 'ws') return -1;
  changePolled(wsi, 0, LWS_POLLOUT);
  return 1;
}

function changeSlot(wsi: LwsWsi, clear: number, set: number): void {
  if (wsi.pollIndex === NOT_POLLED) return;
  if (wsi.handlingPollout && clear === 0 && set === LWS_POLLOUT) {
    wsi.leavePolloutActive = true;
    return;
  }
  const slot = wsi.context.poll[wsi.pollIndex]!;
  slot.events = (slot.events & ~clear) | set | LWS_POLLHUP;
}

/** A full table stops listening; room in it resumes that (`lws_accept_modulation`). */
function modulateAccept(wsi: LwsWsi, allow: boolean): void {
  for (const listener of wsi.context.vhost?.listeners ?? []) {
    changeSlot(listener, allow ? 0 : LWS_POLLIN, allow ? LWS_POLLIN : 0);
  }
}
