/** One entry of the table that the service loop polls (`struct lws_pollfd`). */

/** Event bits (`LWS_POLLIN`, `LWS_POLLOUT`; `LWS_POLLHUP` is POLLHUP | POLLERR; libwebsockets.h:531, lwip/sockets.h). */
export const LWS_POLLIN = 0x1;
export const LWS_POLLOUT = 0x2;
export const LWS_POLLHUP = 0x204;

export interface PollSlot {
  fd: number;
  /** Wanted. */
  events: number;
  /** Happened, as the last select said; cleared when handled. */
  revents: number;
}
