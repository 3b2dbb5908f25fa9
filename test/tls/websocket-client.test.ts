/** The W800's websocket client against servers that no reference case has: lengths and ends as its facts have them. */

import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { Simulation } from '../../sim/run/simulation.js';

/** What happened: handshake messages as `rx Name(N)`, alerts, the server's TLS events, and the device's complaint. */
function meet(
  server: string,
  tls = 'allow_self_signed: false, ca: root-ec',
  more: readonly string[] = [],
): string[] {
  const text = [
    'name: client',
    `device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: { ${tls} } }`,
    'until: 30s',
    'timeline:',
    `  - { at: 0s, client: s, do: listen, port: 9000, tls: ${server} }`,
    ...more,
  ].join('\n');
  const simulation = new Simulation(loadScenario({ text }));
  const seen: string[] = [];
  simulation.trace.subscribe(['tls', 'cli', 'log'], (record) => {
    if (record.k === 'tls' && record.hs !== undefined) seen.push(`${record.dir} ${record.hs}`);
    if (record.k === 'cli' && record.ev.startsWith('tls_')) {
      const { ev, reason, cipher, group } = record as unknown as Readonly<Record<string, string | undefined>>;
      seen.push(`${ev ?? ''} ${reason ?? `${cipher ?? ''} ${group ?? ''}`}`);
    }
    if (record.k === 'log' && record.lv === 'E') seen.push(record.msg.trim());
  });
  simulation.run();
  return seen;
}

describe('what a server chooses', () => {
  it('says nothing of tickets or ids that it does not have', () => {
    const seen = meet('{ ticket: false, cache: false }');
    expect(seen).toContain('rx ServerHello(57)');
    expect(seen.join()).not.toContain('NewSessionTicket');
  });

  it('goes by its own order when it is told to', () => {
    expect(meet('{ server_order: true }')).toContain('tls_established ECDHE-ECDSA-AES256-GCM-SHA384 X25519');
  });

  it.each([
    ['X25519', 115, 37],
    ['P-256', 148, 70],
    ['P-384', 180, 102],
    ['P-521', 216, 138],
    ['X448', 139, 61],
  ])('%s', (group, serverBytes, clientBytes) => {
    const seen = meet(`{ groups: "${group}" }`);
    expect(seen).toContain(`rx ServerKeyExchange(${serverBytes})`);
    expect(seen).toContain(`tx ClientKeyExchange(${clientBytes})`);
  });

  it.each([
    ['rsa', 785, 300],
    ['rsa-4096', 1041, 556],
  ])('%s has signatures of its own length', (cert, certificateBytes, exchangeBytes) => {
    const seen = meet(`{ cert: ${cert} }`, 'allow_self_signed: false, ca: root-rsa');
    expect(seen).toContain(`rx Certificate(${certificateBytes})`);
    expect(seen).toContain(`rx ServerKeyExchange(${exchangeBytes})`);
    expect(seen.join()).toContain('tls_established');
  });
});

describe('a server that refuses', () => {
  it.each([
    ['{ version: "1.3" }', 'rx fatal:protocol version', 'unsupported protocol'],
    ['{ alpn: h2 }', 'rx fatal:no application protocol', 'no application protocol'],
    ['{ ciphers: "DHE-RSA-AES128-GCM-SHA256", cert: rsa }', 'rx fatal:handshake failure', 'no shared cipher'],
    ['{ groups: "secp256k1" }', 'rx fatal:handshake failure', 'no shared cipher'],
    ['{ client_auth: require }', 'rx fatal:handshake failure', 'peer did not return a certificate'],
  ])('%s', (server, alert, reason) => {
    const seen = meet(server);
    expect(seen).toContain(alert);
    expect(seen).toContain(`tls_error ${reason}`);
    expect(seen.at(-1)).toBe('ev=CLIENT_CONNECTION_ERROR: mbedtls connect -1 5 0');
  });

  it('is refused itself when it speaks TLS 1.0', () => {
    expect(meet('{ version: "1.0" }')).toContain('tx fatal:protocol version');
  });
});

describe('sessions', () => {
  const again = ['  - { at: 1s, client: s, do: abort }'];
  const reconnects = 'allow_self_signed: true, reconnects: 1';

  it('are resumed by id, after an RST too', () => {
    const seen = meet('{ ticket: false }', reconnects, again);
    expect(seen.filter((one) => one.startsWith('rx ServerHello('))).toEqual([
      'rx ServerHello(89)',
      'rx ServerHello(81)',
    ]);
    expect(seen.filter((one) => one.startsWith('rx Certificate('))).toHaveLength(1);
  });

  it('are not resumed by a server that keeps none', () => {
    const seen = meet('{ ticket: false, cache: false }', reconnects, again);
    expect(seen.filter((one) => one.startsWith('rx Certificate('))).toHaveLength(2);
  });
});

it('has the refusal of its server told as the cause of the end', () => {
  const text = `name: t
device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: { allow_self_signed: false, ca: root-ec } }
until: 5s
timeline: [{ at: 0s, client: s, do: listen, port: 9000, tls: { cert: ec-wrong } }]`;
  const simulation = new Simulation(loadScenario({ text }));
  const collector = new OutcomeCollector();
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
  });
  simulation.run();
  const [connection] = collector.finish();
  expect(connection).toMatchObject({
    outcome: 'reset',
    cause: { resource: 'device', effect: 'TLS failed: sslv3 alert bad certificate' },
  });
  expect(connection!.exchanges).toEqual([]);
});

it('is told nothing more by a server that has said close_notify', () => {
  const seen = meet('{}', 'allow_self_signed: true', [
    '  - { at: 1s, client: s, do: tls_close }',
    '  - { at: 1s, client: s, do: ws_frame, opcode: 1, fin: true, masked: false, text: late }',
    '  - { at: 1s, client: s, do: tls_close }',
  ]);
  expect(seen.filter((one) => one === 'rx warning:close notify')).toHaveLength(1);
});

it('takes the time of two ECDH operations, where they are said to take time', () => {
  const established = (ecdhMs: number): number => {
    const text = `name: t
device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: { ecdh_ms: ${ecdhMs} } }
until: 5s
timeline: [{ at: 0s, client: s, do: listen, port: 9000, tls: {} }]`;
    const simulation = new Simulation(loadScenario({ text }));
    let at = -1;
    simulation.trace.subscribe(['cli'], (record) => {
      if (record.k === 'cli' && record.ev === 'tls_established') at = record.t;
    });
    simulation.run();
    return at;
  };
  expect(established(300) - established(0)).toBe(600_000);
});
