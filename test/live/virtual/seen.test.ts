/** What real clients see on the real firmware: every row of docs/real-clients-seen.md is a run. */

import { traced } from './devices.js';

import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Client } from 'undici';
import WebSocket from 'ws';
import { DeviceStoppedError, type ScenarioSource, type Twin } from '../../../sim/virtual.js';

const DOC = readFileSync(join(import.meta.dirname, '../../../docs/real-clients-seen.md'), 'utf8');
const ESP32_WS = { device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] } };
const ESP32_HTTP = { device: { profile: 'esp32-idf-v5.3', apps: ['simple'] } };
const W800_WS = { device: { profile: 'w800-sdk-2.4', apps: ['lws-ws-server'] } };

/** What a websocket tells within five seconds. */
async function websocket(twin: Twin, path: string, act: (ws: WebSocket) => void): Promise<string> {
  await twin.sleep(5000);
  const ws = new WebSocket(twin.wsUrl(path));
  const seen: string[] = [];
  const short = (data: Buffer): string =>
    data.length > 20 ? `${data.length} bytes` : `"${data.toString()}"`;
  ws.on('message', (data: Buffer, binary) => seen.push(`${binary ? 'binary' : 'text'} ${short(data)}`));
  ws.on('ping', (data: Buffer) => seen.push(`ping ${short(data)}`));
  ws.on('pong', (data: Buffer) => seen.push(`pong ${short(data)}`));
  ws.on('close', (code) => seen.push(`close ${code}`));
  ws.on('error', (error) => seen.push(error.message));
  await new Promise((resolve) => {
    ws.once('open', resolve);
    ws.once('close', resolve);
  });
  if (ws.readyState === WebSocket.OPEN) act(ws);
  await twin.sleep(5000);
  return seen.length === 0 ? 'nothing' : seen.join(', ');
}

/** What comes back for raw bytes within five seconds: status lines, and how it ends. */
async function raw(twin: Twin, text: string): Promise<string> {
  const socket = net.connect(80, twin.address);
  let received = '';
  const seen: string[] = [];
  socket.on('data', (data: Buffer) => (received += data.toString()));
  socket.on('end', () => seen.push('end'));
  socket.on('error', (error) => seen.push(error.message));
  socket.write(text);
  await twin.sleep(5000);
  socket.destroy();
  return (
    [...(received.match(/HTTP\/1.1 \d+/g) ?? []).map((line) => line.slice(9)), ...seen].join(', ') ||
    'nothing'
  );
}

/** What an HTTP request of undici comes to. */
async function asked(twin: Twin, options: object): Promise<string> {
  const client = new Client(twin.url(''), { headersTimeout: 5000 });
  try {
    const { statusCode, body } = await client.request({ path: '/hello', method: 'GET', ...options });
    const text = await body.text();
    return `${statusCode}${text === '' ? '' : `, ${text.length > 40 ? `${text.length} bytes` : text}`}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.destroy();
  }
}

type Row = readonly [what: string, source: ScenarioSource, act: (twin: Twin) => Promise<string>];

const ROWS: readonly Row[] = [
  ['ESP32: a text message', ESP32_WS, (t) => websocket(t, '/ws', (ws) => ws.send('hello'))],
  [
    'ESP32: a message in two fragments',
    ESP32_WS,
    (t) =>
      websocket(t, '/ws', (ws) => {
        ws.send('hel', { fin: false });
        ws.send('lo', { fin: true });
      }),
  ],
  ['ESP32: an empty message', ESP32_WS, (t) => websocket(t, '/ws', (ws) => ws.send(''))],
  ['ESP32: a ping between messages', ESP32_WS, (t) => websocket(t, '/ws', (ws) => ws.ping('p'))],
  ['ESP32: a pong that nobody asked for', ESP32_WS, (t) => websocket(t, '/ws', (ws) => ws.pong('p'))],
  ['ESP32: close with code 1000', ESP32_WS, (t) => websocket(t, '/ws', (ws) => ws.close(1000))],
  [
    'ESP32: close with code 3001 and a reason',
    ESP32_WS,
    (t) => websocket(t, '/ws', (ws) => ws.close(3001, 'bye')),
  ],
  [
    'ESP32: a message of 70,000 bytes',
    ESP32_WS,
    (t) => websocket(t, '/ws', (ws) => ws.send('x'.repeat(70_000))),
  ],
  [
    'ESP32: an upgrade at a path without a handler',
    ESP32_WS,
    (t) => websocket(t, '/nowhere', () => undefined),
  ],
  [
    'ESP32: two requests pipelined',
    ESP32_HTTP,
    (t) => raw(t, 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2)),
  ],
  [
    'ESP32: Connection: close',
    ESP32_HTTP,
    (t) => raw(t, 'GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
  ],
  ['ESP32: HTTP/1.0', ESP32_HTTP, (t) => raw(t, 'GET /hello HTTP/1.0\r\n\r\n')],
  ['ESP32: no Host header', ESP32_HTTP, (t) => raw(t, 'GET /hello HTTP/1.1\r\n\r\n')],
  [
    'ESP32: a POST with Content-Length',
    ESP32_HTTP,
    (t) => asked(t, { path: '/echo', method: 'POST', body: 'data' }),
  ],
  [
    'ESP32: a POST in chunks',
    ESP32_HTTP,
    (t) =>
      raw(t, 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndata\r\n0\r\n\r\n'),
  ],
  [
    'ESP32: Expect: 100-continue, and the body a second later',
    ESP32_HTTP,
    async (t) => {
      const request = http.request(t.url('/echo'), {
        method: 'POST',
        headers: { 'Content-Length': 4, Expect: '100-continue' },
      });
      const seen: string[] = [];
      request.on('continue', () => seen.push('100'));
      request.on('response', (answer) => {
        answer.resume();
        seen.push(`${answer.statusCode}`);
      });
      request.on('error', (error) => seen.push(error.message));
      request.flushHeaders();
      await t.sleep(1000);
      request.end('data');
      await t.sleep(4000);
      return seen.join(', ');
    },
  ],
  ['ESP32: headers of 600 bytes', ESP32_HTTP, (t) => asked(t, { headers: { 'x-long': 'x'.repeat(600) } })],
  ['ESP32: a URI of 600 bytes', ESP32_HTTP, (t) => asked(t, { path: `/${'x'.repeat(600)}` })],
  ['ESP32: HEAD where only GET is registered', ESP32_HTTP, (t) => asked(t, { method: 'HEAD' })],
  [
    'ESP32: a path without a handler, on a kept connection',
    ESP32_WS,
    (t) => raw(t, 'GET /none HTTP/1.1\r\nHost: x\r\n\r\n'),
  ],
  ['W800: a text message', W800_WS, (t) => websocket(t, '/', (ws) => ws.send('hello'))],
  [
    'W800: a message in two fragments',
    W800_WS,
    (t) =>
      websocket(t, '/', (ws) => {
        ws.send('hel', { fin: false });
        ws.send('lo', { fin: true });
      }),
  ],
  ['W800: a ping', W800_WS, (t) => websocket(t, '/', (ws) => ws.ping('p'))],
  ['W800: close with code 1000', W800_WS, (t) => websocket(t, '/', (ws) => ws.close(1000))],
  [
    'W800: close with code 3001 and a reason',
    W800_WS,
    (t) => websocket(t, '/', (ws) => ws.close(3001, 'bye')),
  ],
  ['W800: a message of 5,000 bytes', W800_WS, (t) => websocket(t, '/', (ws) => ws.send('x'.repeat(5000)))],
];

describe('docs/real-clients-seen.md', () => {
  it.each(ROWS)('%s', async (what, source, act) => {
    const { run } = traced(source);
    const seen = await run.run(act).catch((error: unknown) => {
      if (error instanceof DeviceStoppedError) return 'the device crashes';
      throw error;
    });
    const row = DOC.split('\n').find((line) => line.startsWith(`| ${what} `));
    expect(row?.split('|')[2]?.trim()).toBe(seen);
  });

  it('has no other rows', () => {
    const rows = DOC.match(/^\| (?:ESP32|W800): [^|]+/gm) ?? [];
    expect(rows.map((row) => row.slice(2).trim())).toEqual(ROWS.map(([what]) => what));
  });
});
