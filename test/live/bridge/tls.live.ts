/** TLS of programs that nobody here wrote, over ports of this machine. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';

import { tlsEngine } from '../../../sim/live/tls/thread-engine.js';
import type { TraceRecord } from '../../../sim/kernel/trace.js';
import { Served, until } from './served.js';

const run = promisify(execFile);
const ESP32 = 'profile: esp32-idf-v5.3, apps: [https-simple], tls: {}';
const W800 = 'profile: w800-sdk-2.4, apps: [lws-ws-server], tls: {}, heap_limit: 184320, heap: { block: 24 }';
const HELLO = '<h1>Hello Secure World!</h1>';
const CURL = '/usr/bin/curl';
if (!existsSync(CURL)) console.warn(`skipped: ${CURL} is not there`);

function served(device: string): { served: Served; records: TraceRecord[]; log: string[] } {
  const one = new Served(device);
  const records: TraceRecord[] = [];
  const log: string[] = [];
  one.run.simulation.trace.subscribe(['tls', 'cli', 'log'], (record) => {
    if (record.k === 'log') log.push(`${record.tag}: ${record.msg}`);
    else records.push(record);
  });
  return { served: one, records, log };
}

async function opened(port: number, path: string, protocol: string[] = []): Promise<WebSocket> {
  const ws = new WebSocket(`wss://127.0.0.1:${port}${path}`, protocol, { rejectUnauthorized: false });
  await new Promise((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  return ws;
}

describe.skipIf(!existsSync(CURL))('curl', () => {
  test('is answered with -k, and with the certificate', async () => {
    const { served: one, records } = served(ESP32);
    const url = `https://127.0.0.1:${await one.port()}/`;
    expect((await run(CURL, ['-sk', '--http1.1', url])).stdout).toBe(HELLO);
    const facts = records.find((record) => record.k === 'cli' && record.ev === 'tls_established');
    expect(facts).toMatchObject({ version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' });
    expect(records.filter((record) => record.k === 'tls').every((record) => record.real === 1)).toBe(true);
  });

  test('without trust it sends an alert, and the firmware says so', async () => {
    const { served: one, records, log } = served(ESP32);
    const url = `https://127.0.0.1:${await one.port()}/`;
    await expect(run(CURL, ['-s', url])).rejects.toMatchObject({ code: 60 });
    await until(() => log.some((line) => line.includes('mbedtls_ssl_handshake returned')));
    expect(log).toContain('esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7780');
    const reasons = records.flatMap((record) => ('reason' in record ? [record.reason] : []));
    expect(reasons).toEqual(["the client's alert: unknown CA"]);
  });

  test('TLS 1.3 alone is refused', async () => {
    const { served: one, log } = served(W800);
    const url = `https://127.0.0.1:${await one.port()}/`;
    await expect(run(CURL, ['-sk', '--tlsv1.3', url])).rejects.toMatchObject({ code: 35 });
    expect(log.filter((line) => line.includes('lws_gate_accepts'))).not.toEqual([]);
  });
});

test('node:https and ws, and a device of which four clients take all memory', async () => {
  const { served: one, log } = served(W800);
  const port = await one.port();
  const ca = tlsEngine().certificateOf('ec-p256');
  const trusting = tls.connect({ port, host: '127.0.0.1', ca });
  await new Promise((resolve, reject) => {
    trusting.once('secureConnect', resolve);
    trusting.once('error', reject);
  });
  expect(trusting.authorized).toBe(true);
  const isOver = new Promise((resolve) => trusting.once('close', resolve));
  trusting.end();
  await isOver;
  await until(() => log.some((line) => line.includes('lws_lc_untag')));
  const tabs: WebSocket[] = [];
  for (let i = 0; i < 4; i++) {
    const tab = await opened(port, '/', ['echo-protocol']);
    tabs.push(tab);
    tab.send(`hello ${i}`);
    expect(
      await new Promise((resolve) => tab.once('message', (data: Buffer) => resolve(data.toString()))),
    ).toBe(`hello ${i}`);
  }
  const fifth = await opened(port, '/', ['echo-protocol']);
  fifth.on('error', () => undefined);
  expect(await new Promise((resolve) => fifth.once('close', resolve))).toBe(1006);
  expect(log).toContain('lws: Out of Mem allocating rx buffer 8208');
  for (const tab of tabs) tab.terminate();
});

test('a form is posted to lws-http-post', async () => {
  const { served: one } = served('profile: w800-sdk-2.4, apps: [lws-http-post], tls: {}');
  const port = await one.port();
  const status = await new Promise((resolve, reject) => {
    const asked = https.request(
      { port, host: '127.0.0.1', path: '/form1', method: 'POST', rejectUnauthorized: false, agent: false },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode));
      },
    );
    asked.on('error', reject);
    asked.end('text=hello&send=1');
  });
  expect(typeof status).toBe('number');
});
