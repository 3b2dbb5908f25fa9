/** The log in ESP-IDF's README of ws_echo_server, made by v4.2: runs of spaces collapsed, one line left out. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { traitsOf } from '../../../firmware-model/releases/index.js';
import { fakeDevice, frame } from '../fake-device.js';
import type { FakeClient } from '../fake-sockets.js';

const OPEN =
  'GET /ws HTTP/1.1\r\nHost: 192.168.4.2\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: gfhjgfhjfj\r\nSec-WebSocket-Protocol: echo\r\nSec-WebSocket-Version: 13\r\n\r\n';

test('v4.2 logs what its README shows', () => {
  const device = fakeDevice({ firmware: traitsOf('v4.2'), startsOnOtherCore: true });
  const { kernel, sockets } = device;
  let client: FakeClient;
  kernel.at(1_000_000, () => (client = sockets.connect_(80)));
  kernel.at(2_000_000, () => sockets.send_(client, Buffer.from(OPEN)));
  kernel.at(3_000_000, () => sockets.send_(client, frame(1, Buffer.from('Trigger async'))));
  kernel.run(4_000_000);

  const documented = readFileSync(new URL('ws-echo-idf-v4.2.log', import.meta.url), 'utf8');
  const expected = documented
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^(.) \(\d+\) /, '$1 '));
  const lines = device.log.map(({ lv, tag, msg }) => `${lv} ${tag}: ${msg}`.replace(/ +/g, ' '));
  // The README leaves out the value of the Host header.
  const hostLine = lines.indexOf('D httpd_parse: cb_header_value: processing value = 192.168.4.2');
  expect(hostLine).toBeGreaterThan(0);
  lines.splice(hostLine, 1);
  expect(lines).toEqual(expected);
});
