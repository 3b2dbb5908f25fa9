/**
 * Whatever comes to a TLS port, or from a server to the device's own client: no exception, no livelock, and when everybody
 * has gone, every counter and the heap are back where they were. Cut, flipped and lengthened records, records of random types, hellos with wrong inner lengths.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { clientHello } from '../../sim/tls/openssl/client-offer.js';
import { buildRecord, ContentType, TLS_1_0, TLS_1_2 } from '../../sim/tls/wire/record.js';

const RUNS = 30;
/** An ordinary client has been there before: what mbedtls keeps from its first session on is no leak. */
const CLIENT_COMES_US = 60_000_000;
const DEVICES = {
  ESP32: 'profile: esp32-idf-v5.3, apps: [https-simple], tls: { cert: rsa-2048 }, heap: { block: 4 }',
  'ESP32, TLS 1.3':
    'profile: esp32-idf-v5.3, apps: [https-simple], tls: { cert: ec-p256 }, sdkconfig: { CONFIG_MBEDTLS_SSL_PROTO_TLS1_3: true }',
  W800: 'profile: w800-sdk-2.4, apps: [lws-ws-server], tls: { cert: ec-p256 }, heap: { block: 24 }',
} as const;

const hello = buildRecord(ContentType.handshake, TLS_1_0, clientHello({ seed: 1 }, undefined));

/** A ClientHello with some bytes changed, cut or followed by more. */
const mutatedHello = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 4 }),
    fc.nat(hello.length),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([changes, cut, more]) => {
    const bytes = Uint8Array.from(hello);
    for (const [at, value] of changes) bytes[at] = value;
    return Uint8Array.from([...bytes.subarray(0, Math.max(1, bytes.length - (cut % 20))), ...more]);
  });

const anyRecord = fc
  .tuple(fc.integer({ min: 18, max: 25 }), fc.uint8Array({ maxLength: 300 }))
  .map(([type, payload]) => buildRecord(type, TLS_1_0 + (type % 4), payload));

const hostile = fc.array(fc.oneof(mutatedHello, anyRecord, fc.uint8Array({ minLength: 1, maxLength: 60 })), {
  minLength: 1,
  maxLength: 4,
});

/** Steps of one client that says these things over plain TCP, or in the middle of a session, and goes away. */
function script(device: string, chunks: readonly Uint8Array[], within: boolean): string {
  const send = chunks.map(
    (bytes, i) =>
      `  - { at: ${61_000 + 200 * i}ms, client: c, do: ${within ? 'raw' : 'send'}, hex: "${Buffer.from(bytes).toString('hex')}" }`,
  );
  return [
    'name: hostile',
    `device: { ${device} }`,
    'until: 400s',
    'timeline:',
    '  - { at: 6s, client: first, do: tls_connect }',
    '  - { at: 8s, client: first, do: abort }',
    `  - { at: 60s, client: c, do: ${within ? 'tls_connect' : 'connect, port: 443'} }`,
    ...send,
    '  - { at: 63s, client: c, do: abort }',
  ].join('\n');
}

describe.each(Object.entries(DEVICES))('%s', (_name, device) => {
  it.each([false, true])('survives hostile records (within a session: %s) and keeps nothing', (within) => {
    fc.assert(
      fc.property(hostile, (chunks) => {
        const simulation = new Simulation(loadScenario({ text: script(device, chunks, within) }), {
          heapRecords: true,
        });
        let idle = '';
        let last = '';
        simulation.trace.subscribe(['res'], ({ t, ...counts }) => {
          last = JSON.stringify(counts);
          if (t < CLIENT_COMES_US) idle = last;
        });
        expect(['until', 'idle']).toContain(simulation.run().end);
        expect(last).toBe(idle);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Bytes of heap when the client's program has ended: what the system has, and a buffer that it leaks once it was open. */
const AT_THE_END = 576;
const LEAK = 1064;

/** A server that says these things instead of its handshake, or on an open websocket, and goes away. */
function serverScript(chunks: readonly Uint8Array[], within: boolean): string {
  const raw = chunks.map(
    (bytes, i) =>
      `  - { at: ${1000 + 200 * i}ms, client: s, do: raw, hex: "${Buffer.from(bytes).toString('hex')}" }`,
  );
  return [
    'name: hostile server',
    'device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: {}, heap: { block: 24 } }',
    'until: 400s',
    'timeline:',
    `  - { at: 0s, client: s, do: listen, port: 9000, tls: { silent: ${String(!within)} } }`,
    '  - { at: 500ms, client: s, do: ws_accept, subprotocol: echo-protocol }',
    ...raw,
    '  - { at: 20s, client: s, do: abort }',
  ].join('\n');
}

/** Messages of a server's handshake with some bytes changed: each out of place, or with a wrong length inside. */
const message = fc
  .tuple(
    fc.constantFrom(0, 2, 4, 11, 12, 13, 14, 20),
    fc.uint8Array({ maxLength: 120 }),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([type, body, wrong]) => {
    const length = Math.max(0, body.length + wrong);
    return buildRecord(
      ContentType.handshake,
      TLS_1_2,
      Uint8Array.from([type, 0, length >> 8, length & 255, ...body]),
    );
  });

describe("the W800's websocket client", () => {
  it.each([false, true])(
    'survives a hostile server (on an open websocket: %s) and keeps nothing',
    (within) => {
      const chunks = fc.array(fc.oneof(message, anyRecord, mutatedHello), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(chunks, (bytes) => {
          const simulation = new Simulation(loadScenario({ text: serverScript(bytes, within) }), {
            heapRecords: true,
          });
          let heap: unknown;
          simulation.trace.subscribe(['res'], (record) => (heap = (record as { heap?: unknown }).heap));
          expect(['until', 'idle']).toContain(simulation.run().end);
          expect(heap).toBe(AT_THE_END + (within ? LEAK : 0));
        }),
        { numRuns: RUNS },
      );
    },
  );
});
