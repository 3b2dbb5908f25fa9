/** newlib errno values as the device prints them, and lwIP's own error codes with their translation (src/api/err.c). */

export const ENOMEM = 12;
export const EBADF = 9;
export const EWOULDBLOCK = 11;
export const EINVAL = 22;
export const ENFILE = 23;
export const EIO = 5;
export const EALREADY = 120;
export const ENOBUFS = 105;
export const EOPNOTSUPP = 95;
export const EADDRINUSE = 112;
export const ECONNABORTED = 113;
export const ECONNRESET = 104;
export const EINPROGRESS = 119;
export const EISCONN = 127;
export const ENOTCONN = 128;
export const ENOPROTOOPT = 109;
export const EHOSTUNREACH = 118;

/** lwIP `err_t`. */
export const Err = {
  OK: 0,
  MEM: -1,
  BUF: -2,
  TIMEOUT: -3,
  RTE: -4,
  INPROGRESS: -5,
  VAL: -6,
  WOULDBLOCK: -7,
  USE: -8,
  ALREADY: -9,
  ISCONN: -10,
  CONN: -11,
  IF: -12,
  ABRT: -13,
  RST: -14,
  CLSD: -15,
  ARG: -16,
} as const;

/** One of lwIP's error codes. */
export type Err = (typeof Err)[keyof typeof Err];

const ERRNO_OF_ERR: Readonly<Record<Err, number>> = {
  [Err.OK]: 0,
  [Err.MEM]: ENOMEM,
  [Err.BUF]: ENOBUFS,
  [Err.TIMEOUT]: EWOULDBLOCK,
  [Err.RTE]: EHOSTUNREACH,
  [Err.INPROGRESS]: EINPROGRESS,
  [Err.VAL]: EINVAL,
  [Err.WOULDBLOCK]: EWOULDBLOCK,
  [Err.USE]: EADDRINUSE,
  [Err.ALREADY]: EALREADY,
  [Err.ISCONN]: EISCONN,
  [Err.CONN]: ENOTCONN,
  [Err.IF]: -1,
  [Err.ABRT]: ECONNABORTED,
  [Err.RST]: ECONNRESET,
  [Err.CLSD]: ENOTCONN,
  [Err.ARG]: EIO,
};

/** errno for an lwIP error code (`err_to_errno`). */
export function errToErrno(err: Err): number {
  return ERRNO_OF_ERR[err];
}
