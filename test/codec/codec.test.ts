import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHttpRequest, encodeWsOpen } from '../../sim/codec/http-request.js';
import { hexText, isPlainText, latin1Bytes, latin1Text } from '../../sim/codec/latin1.js';
import { encodeWsAccept, findWsKey, wsAcceptKey } from '../../sim/codec/ws-accept.js';
import {
  WS_TEXT,
  WsFrameDecoder,
  encodeWsClose,
  encodeWsFrame,
  type WsFrame,
} from '../../sim/codec/ws-frame.js';

describe('latin1', () => {
  it('holds one character a byte', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(latin1Bytes(latin1Text(all))).toEqual(all);
    expect(hexText(Uint8Array.of(0, 255, 16))).toBe('00ff10');
  });

  it('calls only printable ASCII, CR, LF and TAB text', () => {
    const plain = Array.from({ length: 256 }, (_, i) => i).filter((i) => isPlainText(Uint8Array.of(i)));
    expect(plain).toEqual([9, 10, 13, ...Array.from({ length: 95 }, (_, i) => 32 + i)]);
  });
});

describe('requests', () => {
  it.each([
    [{ method: 'GET', path: '/' }, 'GET / HTTP/1.1\r\nHost: 192.168.4.2\r\n\r\n'],
    [
      { method: 'POST', path: '/p', close: true, body: latin1Bytes('h\u00e9') },
      'POST /p HTTP/1.1\r\nHost: 192.168.4.2\r\nConnection: close\r\nContent-Length: 2\r\n\r\nh\u00e9',
    ],
    [
      { method: 'PUT', path: '/', body: new Uint8Array(0) },
      'PUT / HTTP/1.1\r\nHost: 192.168.4.2\r\nContent-Length: 0\r\n\r\n',
    ],
  ])('http %#', (request, text) => {
    expect(latin1Text(encodeHttpRequest(request))).toBe(text);
  });

  it('ws_open', () => {
    const head =
      'GET /ws HTTP/1.1\r\nHost: 192.168.4.2\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const tail = 'Sec-WebSocket-Version: 13\r\n\r\n';
    expect(latin1Text(encodeWsOpen({ path: '/ws' }))).toBe(head + tail);
    expect(latin1Text(encodeWsOpen({ path: '/ws', subprotocol: 'chat' }))).toBe(
      `${head}Sec-WebSocket-Protocol: chat\r\n${tail}`,
    );
  });
});

describe('websocket accept', () => {
  it('is that of RFC 6455 section 1.3', () => {
    expect(wsAcceptKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('finds the key in any case, not behind a NUL', () => {
    expect(findWsKey(latin1Bytes('x\r\nSEC-websocket-KEY:abc\r\n'))).toBe('abc');
    expect(findWsKey(latin1Bytes('x\0Sec-WebSocket-Key: abc\r\n'))).toBeUndefined();
    expect(findWsKey(latin1Bytes(`Sec-WebSocket-Key: ${'k'.repeat(80)}`))).toBe('k'.repeat(70));
  });

  it('answers a request without a key with an empty value, spoiled with byte 1', () => {
    const field = (bad: boolean): string | undefined =>
      latin1Text(encodeWsAccept(new Uint8Array(0), { bad })).split('\r\n')[3];
    expect(field(false)).toBe('Sec-WebSocket-Accept: ');
    expect(field(true)).toBe('Sec-WebSocket-Accept: \u0001');
  });
});

describe('websocket frames', () => {
  const hexOf = (length: number): string =>
    hexText(encodeWsFrame({ opcode: WS_TEXT, payload: new Uint8Array(length) }).subarray(0, 14));

  it('masks with the fixed key', () => {
    expect(hexText(encodeWsFrame({ opcode: WS_TEXT, payload: latin1Bytes('Hello') }))).toBe(
      '818537fa213d7f9f4d5158',
    );
    expect(
      hexText(encodeWsFrame({ opcode: 0x12, fin: false, masked: false, payload: Uint8Array.of(1) })),
    ).toBe('120101');
  });

  it('writes 7, 16 and 64 bit lengths', () => {
    expect(hexOf(125).slice(0, 4)).toBe('81fd');
    expect(hexOf(126).slice(0, 16)).toBe('81fe007e37fa213d');
    expect(hexOf(65_535).slice(0, 8)).toBe('81feffff');
    expect(hexOf(65_536)).toBe('81ff000000000001000037fa213d');
  });

  it('closes with a code or without', () => {
    expect(hexText(encodeWsClose())).toBe('888037fa213d');
    expect(hexText(encodeWsClose(1000))).toBe('888237fa213d3412');
  });

  it('decodes what was encoded, however it is cut', () => {
    const frame = fc.record({
      fin: fc.boolean(),
      opcode: fc.integer({ min: 0, max: 15 }),
      masked: fc.boolean(),
      payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(70_000).fill(7))),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 5000 }), (frames, cut) => {
        const stream = new Uint8Array(Buffer.concat(frames.map((f) => encodeWsFrame(f))));
        const decoder = new WsFrameDecoder();
        const got: WsFrame[] = [];
        for (let i = 0; i < stream.length; i += cut) got.push(...decoder.push(stream.slice(i, i + cut)));
        const show = (f: Omit<WsFrame, 'reserved'>): string =>
          `${f.fin} ${f.opcode} ${f.masked} ${hexText(f.payload)}`;
        expect(decoder.pendingBytes).toBe(0);
        expect(got.map((f) => f.reserved)).toEqual(frames.map(() => 0));
        expect(got.map(show)).toEqual(frames.map(show));
      }),
      { numRuns: 50 },
    );
  });
});
