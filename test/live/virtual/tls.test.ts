/** Real clients with real TLS against the simulated device. */

import type { RealClient, ScenarioSource, Twin } from '../../../sim/virtual.js';
import { serializeRecord, type TlsRecord, type TraceRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { recordRealClients, virtualRun } from '../../../sim/virtual.js';

import https from 'node:https';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { request } from 'undici';
import WebSocket from 'ws';

/** `GET /`, and a websocket echo at `/ws`. */
const HTTPS = { device: { profile: 'esp32-idf-v5.3', apps: ['https-simple'], tls: {} } };
const W800 = {
  device: {
    profile: 'w800-sdk-2.4',
    apps: ['lws-ws-server'],
    tls: {},
    heap_limit: 184_320,
    heap: { block: 24 },
  },
};
const HELLO = '<h1>Hello Secure World!</h1>';

/** Runs a body and keeps what the trace says of TLS, of clients and of the log. */
async function ran(
  source: ScenarioSource,
  body: (twin: Twin) => Promise<void>,
): Promise<{
  records: TraceRecord[];
  events: string[];
  log: string[];
  outcomes: Readonly<Record<string, number>>;
}> {
  const run = virtualRun(source);
  const records: TraceRecord[] = [];
  run.simulation.trace.subscribe(['tls', 'cli', 'log'], (record) => records.push(record));
  await run.run(body);
  const events = records.flatMap((record) =>
    record.k === 'cli' && record.ev.startsWith('tls_')
      ? [`${record.t} ${record.c} ${record.ev}${'reason' in record ? `: ${record.reason}` : ''}`]
      : [],
  );
  const log = records.flatMap((record) => (record.k === 'log' ? [`${record.tag}: ${record.msg}`] : []));
  return { records, events, log, outcomes: run.result.outcomes };
}

/** The records of a client, as `rx 22 ClientHello(360)`. */
function tlsOf(records: readonly TraceRecord[], client: string): string[] {
  return records
    .filter((record): record is TlsRecord => record.k === 'tls' && record.c === client)
    .map(({ dir, type, len, hs, real }) =>
      `${dir} ${type}:${len} ${hs ?? ''}${real === 1 ? '' : ' not real'}`.trim(),
    );
}

/** The page, by node:https. */
function get(client: RealClient, twin: Twin, options: https.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = https.get(
      twin.secureUrl('/'),
      { agent: client.secureAgent, ca: twin.certificate, ...options },
      (answer) => {
        let body = '';
        answer.on('data', (bytes: Buffer) => (body += bytes.toString()));
        answer.on('end', () => {
          resolve(body);
        });
      },
    );
    asked.on('error', reject);
  });
}

/** A websocket that is open; rejects with its error. */
function opened(
  twin: Twin,
  client: RealClient,
  path: string,
  options: object = {},
  protocols: string[] = [],
): Promise<WebSocket> {
  const ws = new WebSocket(twin.secureWsUrl(path), protocols, {
    createConnection: client.createConnection as never,
    ca: twin.certificate,
    ...options,
  });
  return new Promise((resolve, reject) => {
    ws.once('open', () => {
      resolve(ws);
    });
    ws.once('error', reject);
  });
}

function once(ws: WebSocket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    ws.once(event, (...args: unknown[]) => {
      resolve(args);
    });
  });
}

/** The next message. */
async function heard(ws: WebSocket): Promise<string> {
  const [data] = await once(ws, 'message');
  return String(data);
}

/** `tls.connect` of a program that knows nothing of the simulator. */
function connected(twin: Twin, options: tls.ConnectionOptions): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port: 443, host: twin.address, ca: twin.certificate, ...options }, () => {
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

/** A request of undici, and the answer: headers, CRLF and body in a record each. */
const ANSWERED: unknown[] = [expect.stringMatching(/^rx 23:/), 'tx 23:86', 'tx 23:26', 'tx 23:52'];

describe('https at an ESP32', () => {
  it('undici is answered twice on one session, with the record lengths that the cryptography gives', async () => {
    const { records, outcomes } = await ran(HTTPS, async (twin) => {
      const options = { connections: 1, connect: { ca: twin.certificate } };
      const dispatcher = twin.client('app').dispatcherWith(options) as never;
      for (let i = 0; i < 2; i++) {
        const answer = await request(twin.secureUrl('/'), { dispatcher });
        expect(await answer.body.text()).toBe(HELLO);
      }
    });
    expect(outcomes).toEqual({ served: 1 });
    expect(tlsOf(records, 'app')).toEqual([
      expect.stringMatching(/^rx 22:(\d+) ClientHello\(\1\)$/),
      'tx 22:93 ServerHello(93)',
      expect.stringMatching(/^tx 22:8(3\d|4\d) Certificate/),
      'tx 22:300 ServerKeyExchange(300)',
      'tx 22:4 ServerHelloDone(4)',
      'rx 22:37 ClientKeyExchange(37)',
      'rx 20:1',
      'rx 22:40 Finished(16)',
      'tx 20:1',
      'tx 22:40 Finished(16)',
      ...ANSWERED,
      ...ANSWERED,
    ]);
    const facts = records.find((record) => record.k === 'cli' && record.ev === 'tls_established');
    expect(facts).toMatchObject({ version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384', ems: 1 });
  });

  it('what is asked and answered is told as plaintext, and waits as for a simulated client', async () => {
    const run = virtualRun(HTTPS);
    const said: string[] = [];
    run.simulation.trace.subscribe(['sent', 'cli'], (record) => {
      if (record.k === 'sent') said.push(`> ${record.text?.split('\r\n')[0] ?? ''}`);
      if (record.k === 'cli' && record.ev === 'data') said.push(`< ${record.text?.split('\r\n')[0] ?? ''}`);
    });
    await run.run((twin) => get(twin.client('app'), twin));
    expect(said).toEqual(['> GET / HTTP/1.1', '< HTTP/1.1 200 OK', '< ', `< ${HELLO}`]);
    expect(run.result.summaryText()).toContain('The TLS of app is real');
    expect(run.result.summaryText()).toContain('Nagle on the device against the delayed ACK');
  });

  it('node:https, with an agent and with createConnection', async () => {
    const { outcomes } = await ran(HTTPS, async (twin) => {
      const client = twin.client('app');
      expect(await get(client, twin)).toBe(HELLO);
      const createConnection = client.createConnection as never;
      expect(await get(client, twin, { agent: undefined, createConnection, port: 443 })).toBe(HELLO);
    });
    expect(outcomes).toEqual({ served: 2 });
  });

  it('a websocket echoes, and says close_notify', async () => {
    const { records, outcomes } = await ran(HTTPS, async (twin) => {
      const ws = await opened(twin, twin.client('tab'), '/ws');
      ws.send('hello');
      expect(await heard(ws)).toBe('hello');
      ws.close();
      await once(ws, 'close');
    });
    expect(outcomes).toEqual({ served: 1 });
    // A frame is two records of the device: its head, and the payload.
    expect(tlsOf(records, 'tab').slice(-6)).toEqual([
      'rx 23:35',
      'tx 23:26',
      'tx 23:29',
      'rx 23:30',
      'tx 23:26',
      'rx 21:26 warning:close notify',
    ]);
  });

  it('whoever does not trust the certificate ends the handshake and hangs up', async () => {
    const { outcomes, events } = await ran(HTTPS, async () => {
      await expect(fetch('https://device.local/')).rejects.toMatchObject({
        cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      });
    });
    expect(events).toEqual([expect.stringMatching(/app tls_established$/)]);
    expect(outcomes).toEqual({ idle: 1 });
  });

  it('a client of TLS 1.3 alone is refused by the alert of the firmware', async () => {
    const { records, log, events } = await ran(HTTPS, async (twin) => {
      await expect(connected(twin, { minVersion: 'TLSv1.3' })).rejects.toMatchObject({
        code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      });
    });
    expect(tlsOf(records, 'app').slice(1)).toEqual(['tx 21:2 fatal:handshake failure']);
    expect(events).toEqual([expect.stringMatching(/app tls_error: sslv3 alert handshake failure$/)]);
    expect(log).toContain('esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x6E00');
  });

  it.each([
    ['no suite in common', { ciphers: 'AES128-SHA', maxVersion: 'TLSv1.2' as const }],
    ['no group in common', { ecdhCurve: 'brainpoolP256r1', maxVersion: 'TLSv1.2' as const }],
  ])('%s', async (_, options) => {
    const { log } = await ran(HTTPS, async (twin) => {
      await expect(connected(twin, options)).rejects.toMatchObject({
        code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      });
    });
    expect(log).toContain('esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x6E00');
  });

  it('suites and groups are those of the firmware, in its order', async () => {
    const { records } = await ran(HTTPS, async (twin) => {
      await connected(twin, {
        ciphers: 'ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256',
        ecdhCurve: 'P-256',
      });
    });
    expect(records.find((record) => record.k === 'cli' && record.ev === 'tls_established')).toMatchObject({
      cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      group: 'prime256v1',
    });
    expect(tlsOf(records, 'app')).toContain('tx 22:333 ServerKeyExchange(333)');
  });

  it('TLS 1.3 where the firmware is built with it', async () => {
    const device = { ...HTTPS.device, sdkconfig: { CONFIG_MBEDTLS_SSL_PROTO_TLS1_3: true } };
    const { records, outcomes } = await ran({ device }, async (twin) => {
      expect(await get(twin.client('app'), twin)).toBe(HELLO);
      expect(await get(twin.client('app'), twin)).toBe(HELLO);
    });
    expect(outcomes).toEqual({ served: 1 });
    expect(tlsOf(records, 'app').slice(1)).toEqual([
      'tx 22:122 ServerHello(122)',
      'tx 20:1',
      'tx 23:23 EncryptedExtensions(6)',
      expect.stringMatching(/^tx 23:8\d\d Certificate/),
      'tx 23:281 CertificateVerify(264)',
      'tx 23:69 Finished(52)',
      'rx 20:1',
      'rx 23:69 Finished(52)',
      expect.stringMatching(/^rx 23:/),
      // Node's end gives two tickets before its first data; mbedtls without tickets does not.
      'tx 23:74',
      'tx 23:74',
      'tx 23:79',
      'tx 23:19',
      'tx 23:45',
      expect.stringMatching(/^rx 23:/),
      'tx 23:79',
      'tx 23:19',
      'tx 23:45',
    ]);
  });

  it('a ticket is resumed where the firmware gives tickets, and nowhere else', async () => {
    const resumed = async (device: object): Promise<unknown[]> => {
      const { records } = await ran({ device }, async (twin) => {
        const client = twin.client('app');
        const agent = new https.Agent({ maxCachedSessions: 10 });
        for (let i = 0; i < 2; i++) expect(await client.run(() => get(client, twin, { agent }))).toBe(HELLO);
      });
      return records.flatMap((record) =>
        record.k === 'cli' && record.ev === 'tls_established'
          ? [(record as { resumed?: number }).resumed]
          : [],
      );
    };
    const { device } = HTTPS;
    expect(await resumed(device)).toEqual([0, 0]);
    const sdkconfig = { CONFIG_ESP_TLS_SERVER_SESSION_TICKETS: true };
    expect(await resumed({ ...device, tls: { session_tickets: true }, sdkconfig })).toEqual([0, 1]);
  });

  it('a silent client holds everybody, and ws gives up at exactly its handshakeTimeout', async () => {
    const { log } = await ran(HTTPS, async (twin) => {
      twin.client('silent').createConnection({ port: 443 });
      await twin.sleep(100);
      const beganMs = twin.nowMs;
      await expect(opened(twin, twin.client('tab'), '/ws', { handshakeTimeout: 5000 })).rejects.toThrow(
        'Opening handshake has timed out',
      );
      expect(twin.nowMs - beganMs).toBe(5002);
    });
    expect(log.filter((line) => line.includes('performing session handshake'))).toHaveLength(1);
  });

  it('large messages are cut as the firmware cuts them', async () => {
    const { records } = await ran(HTTPS, async (twin) => {
      const ws = await opened(twin, twin.client('tab'), '/ws');
      ws.send('x'.repeat(10_000));
      expect((await heard(ws)).length).toBe(10_000);
    });
    const lengths = tlsOf(records, 'tab')
      .filter((line) => line.startsWith('tx 23'))
      .slice(-4);
    expect(lengths).toEqual(['tx 23:28', 'tx 23:4120', 'tx 23:4120', 'tx 23:1832']);
  });

  it('two runs are the same in events, outcomes and lengths', async () => {
    const once = async (): Promise<unknown> => {
      const { records, outcomes } = await ran(HTTPS, async (twin) => {
        await Promise.all(['a', 'b', 'c'].map((name) => get(twin.client(name), twin)));
      });
      return [
        outcomes,
        records.map((record) => [record.t, 'c' in record ? record.c : '', JSON.stringify(record)]),
      ];
    };
    expect(await once()).toEqual(await once());
  });
});

it('a scenario whose client is a module is played without the client, byte for byte', async () => {
  const scenario = loadScenario('scenarios/w800-real-wss-fifth.yaml');
  const recorded = await recordRealClients(scenario);
  const traceOf = (): string[] => {
    const run = new Simulation(recorded);
    const trace: string[] = [];
    run.trace.subscribe(['tls', 'cli', 'seg', 'log', 'sent', 'step'], (record) => {
      trace.push(serializeRecord(record));
    });
    run.run();
    return trace;
  };
  const trace = traceOf();
  expect(traceOf()).toEqual(trace);
  expect(trace.filter((line) => line.includes('"tls_established"'))).toHaveLength(5);
  expect(trace.filter((line) => line.includes(Buffer.from('tab4 1').toString('hex')))).not.toEqual([]);
  expect(trace.filter((line) => line.includes('"ev":"failed"'))).toEqual([]);
});

describe('wss at a W800', () => {
  it('serves four; the fifth has its 101 and is closed for want of 8,216 bytes', async () => {
    const { records, log, outcomes } = await ran(W800, async (twin) => {
      for (let i = 1; i <= 5; i++) {
        const ws = await opened(twin, twin.client(`tab${i}`), '/', {}, ['echo-protocol']);
        ws.on('error', () => undefined);
        if (i === 5) {
          expect(await once(ws, 'close')).toEqual([1006, expect.anything()]);
          continue;
        }
        ws.send('hello');
        expect(await heard(ws)).toBe('hello');
      }
    });
    expect(log).toContain('lws: Out of Mem allocating rx buffer 8208');
    expect(outcomes).toEqual({ served: 4, 'cut-off': 1 });
    expect(tlsOf(records, 'tab5')).toContain('tx 21:18 warning:close notify');
    const [, hello, certificate, exchange] = tlsOf(records, 'tab1');
    expect([hello, certificate]).toEqual([
      'tx 22:89 ServerHello(89)',
      expect.stringMatching(/Certificate\(53\d\)/),
    ]);
    // The DER form of an ECDSA signature is not always as long.
    expect(exchange).toMatch(/^tx 22:11[2-6] ServerKeyExchange/);
  });

  it('its records have 1,460 bytes at most', async () => {
    const { records } = await ran(W800, async (twin) => {
      const ws = await opened(twin, twin.client('tab'), '/', {}, ['echo-protocol']);
      ws.send('x'.repeat(2000));
      expect(await heard(ws)).toBe('x'.repeat(2000));
    });
    expect(tlsOf(records, 'tab').slice(-2)).toEqual(['tx 23:1476', 'tx 23:560']);
  });
});

it('a plain device gives bytes that are no TLS', async () => {
  const { events } = await ran(
    { device: { profile: 'esp32-idf-v5.3', apps: ['simple'], httpd: { server_port: 443 } } },
    async (twin) => {
      await expect(connected(twin, {})).rejects.toMatchObject({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    },
  );
  expect(events).toEqual([expect.stringMatching(/app tls_error: wrong version number$/)]);
});
