/** lwIP's error codes, and what a socket call makes of them: numbers of newlib's sys/errno.h, table of lwIP's err.c. */

import { expect, it } from 'vitest';

import * as errno from '../../sim/lwip/core/errno.js';

const { Err, errToErrno, ...names } = errno;

it('error codes count down from 0, and each has its errno', () => {
  expect(Object.values(Err)).toEqual(Array.from({ length: 17 }, (_, i) => (i === 0 ? 0 : -i)));
  expect(Object.fromEntries(Object.entries(Err).map(([name, err]) => [name, errToErrno(err)]))).toEqual({
    ...{ OK: 0, MEM: 12, BUF: 105, TIMEOUT: 11, RTE: 118, INPROGRESS: 119, VAL: 22, WOULDBLOCK: 11 },
    ...{ USE: 112, ALREADY: 120, ISCONN: 127, CONN: 128, IF: -1, ABRT: 113, RST: 104, CLSD: 128, ARG: 5 },
  });
});

it('errno', () => {
  expect(names).toEqual({
    ...{ EIO: 5, EBADF: 9, EWOULDBLOCK: 11, ENOMEM: 12, EINVAL: 22, ENFILE: 23, EOPNOTSUPP: 95 },
    ...{ ECONNRESET: 104, ENOBUFS: 105, ENOPROTOOPT: 109, EADDRINUSE: 112, ECONNABORTED: 113 },
    ...{ EHOSTUNREACH: 118, EINPROGRESS: 119, EALREADY: 120, EISCONN: 127, ENOTCONN: 128 },
  });
});
