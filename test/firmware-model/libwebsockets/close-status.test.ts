/** Close codes that a peer must not send (RFC 6455 section 7.4), as a server and as a client of lws see them. */

import { expect, it } from 'vitest';

import { isBadCloseCode } from '../../../firmware-model/libwebsockets/wsi/close-status.js';

/** Codes from 0 to 4999 that are refused, as rows from first to last. */
function refused(isClient: boolean): [number, number][] {
  const rows: [number, number][] = [];
  for (let code = 0; code < 5000; code++) {
    if (!isBadCloseCode(code, isClient)) continue;
    const last = rows.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else rows.push([code, code]);
  }
  return rows;
}

it('by a server', () => {
  expect(refused(false)).toEqual([
    [0, 999],
    [1004, 1006],
    [1012, 2999],
  ]);
});

it('by a client', () => {
  expect(refused(true)).toEqual([
    [0, 999],
    [1004, 1006],
    [1016, 2999],
  ]);
});
