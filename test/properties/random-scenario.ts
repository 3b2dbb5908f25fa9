/** Random scenarios for the invariants: clients that do all kinds of things and are certainly gone at the end. */

import fc from 'fast-check';

const PATHS = ['/hello', '/echo', '/ws', '/post', '/nothing', '/any'] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const;

/** Printable text in which every place is another one: what comes in another order is another text. */
function unlike(length: number, seed: number): string {
  let state = length * 7919 + seed + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return String.fromCharCode(FIRST_LETTER + ((state >> 16) % LETTERS));
  }).join('');
}
const FIRST_LETTER = 97;
const LETTERS = 26;

/** What one client does between connecting and leaving, as lines of a timeline without time and client. */
const action = fc.oneof(
  fc
    .record({ method: fc.constantFrom(...METHODS), path: fc.constantFrom(...PATHS), body: fc.nat(600) })
    .map(
      ({ method, path, body }) =>
        `do: http, method: ${method}, path: ${path}${body > 300 ? `, body: ${unlike(body, 0)}` : ''}`,
    ),
  fc.constant('do: ws_open, path: /ws'),
  fc.integer({ min: 1, max: 3000 }).map((n) => `do: ws_text, text: ${unlike(n, 1)}`),
  fc.integer({ min: 0, max: 130 }).map((n) => `do: ws_bin, text: "${unlike(n, 2)}"`),
  fc.integer({ min: 0, max: 125 }).map((n) => `do: ws_ping, text: "${unlike(n, 3)}"`),
  fc.constantFrom('do: ws_pong, text: ""', 'do: ws_close, code: 1000', 'do: ws_close'),
  fc
    .record({
      fin: fc.boolean(),
      opcode: fc.nat(15),
      hex: fc.uint8Array({ maxLength: 20 }),
      masked: fc.boolean(),
    })
    .map(({ fin, opcode, hex, masked }) => {
      const text = Buffer.from(hex).toString('hex');
      return `do: ws_frame, fin: ${fin}, opcode: ${opcode}, hex: "${text}", masked: ${masked}`;
    }),
  fc
    .uint8Array({ minLength: 1, maxLength: 80 })
    .map((bytes) => `do: send, hex: "${Buffer.from(bytes).toString('hex')}"`),
  fc.constantFrom('do: send, text: "GET /hello HT"', 'do: send, text: "\\r\\n\\r\\n"'),
  fc.constantFrom('do: pause', 'do: resume'),
);

/** A client that lets its echoes pile up unread for a while. */
const hoarder = fc
  .record({
    startMs: fc.integer({ min: 100, max: 8000 }),
    messages: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 2, maxLength: 6 }),
    between: fc.constantFrom(0, 1, 30, 400),
    unreadMs: fc.constantFrom(0, 100, 3000, 20_000),
    leave: fc.constantFrom('close', 'abort'),
  })
  .map(({ startMs, messages, between, unreadMs, leave }) => ({
    startMs,
    actions: [
      { afterMs: 200, action: 'do: ws_open, path: /ws' },
      { afterMs: 500, action: 'do: pause' },
      ...messages.map((n, i) => ({ afterMs: between, action: `do: ws_text, text: ${unlike(n, i)}` })),
      { afterMs: unreadMs, action: 'do: resume' },
    ],
    leaveAfterMs: 2000,
    leave,
  }));

const busy = fc.record({
  startMs: fc.integer({ min: 100, max: 8000 }),
  actions: fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 1500 }), action }), { maxLength: 8 }),
  leaveAfterMs: fc.integer({ min: 0, max: 6000 }),
  leave: fc.constantFrom('close', 'abort'),
});

const client = fc.oneof({ arbitrary: busy, weight: 4 }, { arbitrary: hoarder, weight: 1 });

const httpd = fc.record(
  {
    max_open_sockets: fc.integer({ min: 1, max: 7 }),
    lru_purge_enable: fc.boolean(),
    backlog_conn: fc.integer({ min: 1, max: 8 }),
    recv_wait_timeout: fc.integer({ min: 1, max: 5 }),
    send_wait_timeout: fc.integer({ min: 1, max: 5 }),
    keep_alive_enable: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A device with esp_http_server, as the inside of the map `device`. */
const espDevice = fc
  .record({
    profile: fc.constantFrom('esp32-idf-v5.3', 'lwip-pools'),
    apps: fc.constantFrom('[ws-echo]', '[simple]', '[post-json]', '[ws-echo, simple, post-json]'),
    httpd,
    controlFrames: fc.boolean(),
    extraSockets: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ profile, apps, httpd: options, controlFrames, extraSockets }) => {
    const set = Object.entries(options).map(([key, value]) => `${key}: ${value}`);
    return (
      `profile: ${profile}, apps: ${apps}, httpd: { ${set.join(', ')} }, ` +
      `ws: { handle_ws_control_frames: ${controlFrames} }, extra_sockets: ${extraSockets}`
    );
  });

/** The parts of a random scenario. */
export const scenarioParts = fc.record({
  device: fc.oneof(
    { arbitrary: espDevice, weight: 3 },
    {
      arbitrary: fc
        .constantFrom('lws-ws-server', 'lws-http-post')
        .map((app) => `profile: w800-sdk-2.4, apps: [${app}]`),
      weight: 1,
    },
  ),
  stack: fc.constantFrom('probe', 'linux'),
  latencyUs: fc.constantFrom(200, 1000, 5000, 50_000),
  dropRx: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
  dropTx: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
  clients: fc.array(client, { minLength: 1, maxLength: 14 }),
});

type Parts = typeof scenarioParts extends fc.Arbitrary<infer T> ? T : never;

/** Long enough for every retransmission, FIN timeout and TIME_WAIT of a client that is gone. */
const DRAIN_MS = 1_600_000;

/** The scenario as YAML. Everybody reads on, closes, and aborts in the end whatever is left. */
export function scenarioText(parts: Parts): string {
  const lines: string[] = [];
  let lastMs = 0;
  parts.clients.forEach(({ startMs, actions, leaveAfterMs, leave }, i) => {
    const step = (atMs: number, text: string): void => {
      lines.push(`  - { at: ${atMs}ms, client: c${i + 1}, ${text} }`);
    };
    let nowMs = startMs;
    step(nowMs, 'do: connect');
    for (const { afterMs, action: text } of actions) {
      nowMs += afterMs;
      step(nowMs, text);
    }
    nowMs += leaveAfterMs;
    step(nowMs, 'do: resume');
    step(nowMs, `do: ${leave}`);
    lastMs = Math.max(lastMs, nowMs);
  });
  return [
    'name: random',
    `device: { ${parts.device} }`,
    `link: { latency: ${parts.latencyUs}us, drop: { rx: [${parts.dropRx.join(', ')}], tx: [${parts.dropTx.join(', ')}] } }`,
    `clients: { auto_close: true, stack: ${parts.stack} }`,
    `until: ${lastMs + DRAIN_MS}ms`,
    lines.length === 0 ? 'timeline: []' : 'timeline:',
    ...lines,
    '',
  ].join('\n');
}
