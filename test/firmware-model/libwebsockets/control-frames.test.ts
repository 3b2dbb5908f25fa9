/** Control frames that a websocket owes: its CLOSE, and the pong to the latest ping. */

import { expect, it } from 'vitest';

import { CONTROL_PAYLOAD_MAX, LWS_PRE } from '../../../firmware-model/libwebsockets/sizes.js';
import { lws_close_reason } from '../../../firmware-model/libwebsockets/ws/control-frames.js';
import type { LwsWsi } from '../../../firmware-model/libwebsockets/wsi/wsi.js';

/** Code and reason of the CLOSE that is prepared. */
function close(status: number, text?: string): [number, string] {
  const pingPayload = new Uint8Array(LWS_PRE + CONTROL_PAYLOAD_MAX);
  const ws = { pingPayload, closeLength: 0 };
  lws_close_reason({ ws } as unknown as LwsWsi, status, text);
  const payload = Buffer.from(pingPayload.subarray(LWS_PRE, LWS_PRE + ws.closeLength));
  return [payload.readUInt16BE(0), payload.subarray(2).toString('latin1')];
}

it('a CLOSE has its code, and as much of its reason as a control frame may hold', () => {
  expect(close(1000)).toEqual([1000, '']);
  expect(close(0x1234, 'bye')).toEqual([0x1234, 'bye']);
  expect(close(1001, 'x'.repeat(123))[1]).toHaveLength(123);
  expect(close(1001, 'x'.repeat(124))[1]).toHaveLength(123);
});
