/** The websocket handshake's buffers: the longest values of its headers that fit, and what is said of longer ones. */

import { describe, expect, it } from 'vitest';
import { fakeDevice } from '../fake-device.js';
import type { FakeClient } from '../fake-sockets.js';

/** Lines that the handshake writes for these headers. */
function lines(headers: Readonly<Record<string, string>>): string[] {
  const device = fakeDevice();
  const { kernel, sockets } = device;
  let client: FakeClient;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${fields.join('')}\r\n`;
  kernel.at(1_000_000, () => (client = sockets.connect_(80)));
  kernel.at(2_000_000, () => sockets.send_(client, Buffer.from(request)));
  kernel.run(3_000_000);
  return device.log
    .filter(({ tag, lv }) => tag === 'httpd_ws' && lv !== 'D')
    .map(({ lv, msg }) => `${lv} ${msg}`);
}

const KEY = { 'Sec-WebSocket-Key': 'k'.repeat(24) };
const VERSION = { 'Sec-WebSocket-Version': '13' };

describe('the key', () => {
  it('has room for 27 characters', () => {
    expect(lines({ ...VERSION, 'Sec-WebSocket-Key': 'k'.repeat(27) })).toEqual([]);
    expect(lines({ ...VERSION, 'Sec-WebSocket-Key': 'k'.repeat(28) })).toEqual([
      'W httpd_ws_respond_server_handshake: Cannot find client key',
    ]);
    expect(lines(VERSION)).toEqual(['W httpd_ws_respond_server_handshake: Cannot find client key']);
  });
});

describe('the version', () => {
  it('has room for two characters, and must be 13', () => {
    expect(lines({ ...KEY, 'Sec-WebSocket-Version': '8' })).toEqual([
      'W httpd_ws_respond_server_handshake: "Sec-WebSocket-Version" is not "13", it is: 8',
    ]);
    const missing = ['W httpd_ws_respond_server_handshake: "Sec-WebSocket-Version" is not found'];
    expect(lines(KEY)).toEqual(missing);
    expect(lines({ ...KEY, 'Sec-WebSocket-Version': '130' })).toEqual(missing);
  });
});

describe('the list of subprotocols', () => {
  const asked = (length: number): string[] =>
    lines({ ...VERSION, ...KEY, 'Sec-WebSocket-Protocol': 'p'.repeat(length) });

  it('has room for 48 characters', () => {
    expect(asked(48)[0]).toContain(`Sec-WebSocket-Protocol ${'p'.repeat(48)} not supported`);
    expect(asked(49)[0]).toBe('W Sec-WebSocket-Protocol length exceeded buffer size of 50, was truncated');
    expect(asked(49)[1]).toContain(`Sec-WebSocket-Protocol ${'p'.repeat(48)} not supported`);
  });
});
