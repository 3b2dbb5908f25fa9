/** RST on a socket of this machine. */

import type { Socket } from 'node:net';

/** How long a FIN that is under way may take before the socket is closed without RST, ms. */
const FIN_MS = 1000;

/**
 * Resets a socket. While a FIN waits to be sent it is waited for: libuv refuses to reset then (uv_tcp_close_reset, EINVAL),
 * and Node believes the descriptor closed all the same, for good (TCPWrap::Reset).
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (!socket.writableEnded || socket.writableFinished) {
    socket.resetAndDestroy();
    return;
  }
  const giveUp = setTimeout(() => socket.destroy(), FIN_MS).unref();
  socket.once('finish', () => {
    clearTimeout(giveUp);
    if (!socket.destroyed) socket.resetAndDestroy();
  });
}
