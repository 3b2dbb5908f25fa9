/**
 * What an exchange waited for adds up to its time, to the microsecond: whatever became of it, also where it was never
 * answered, and whatever the link, the memory and the limits did. What nothing was asked on, adds up, too.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { watchOutcomes } from '../../sim/outcomes/watch-outcomes.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const RUNS = 80;
/** Handlers that answer at once, late, in pieces, by a task, not at all, too much for the link. */
const HANDLERS = `
    - { uri: /ok, do: [ { send: fine } ] }
    - { uri: /slow, do: [ { delay: 700ms }, { send: late } ] }
    - { uri: /big, do: [ { send: { fill: x, length: 30000 } } ] }
    - { uri: /never, do: [ { delay: 30ms } ] }
    - { uri: /fail, do: [ { fail: true } ] }
    - { uri: /events, do: [ { type: text/event-stream }, { repeat: 3, do: [ { chunk: "data: x" }, { delay: 900ms } ] } ] }
    - { uri: /task, do: [ { async: { do: [ { delay: 400ms }, { send: task } ] } } ] }
    - { uri: /ws, websocket: true, do: [ { ws_recv: true }, { ws_send: x } ] }
    - { uri: /up, method: POST, do: [ { recv: 100 }, { send: got } ] }`;
const GET = (path: string): string => `GET ${path} HTTP/1.1\\r\\nHost: d\\r\\n\\r\\n`;
const PATHS = ['/ok', '/slow', '/big', '/never', '/fail', '/events', '/task', '/none'] as const;

const step = fc.oneof(
  fc.constantFrom(...PATHS).map((path) => `do: http, path: ${path}, wait: false`),
  fc
    .array(fc.constantFrom(...PATHS), { minLength: 2, maxLength: 4 })
    .map((paths) => `do: send, text: "${paths.map(GET).join('')}"`),
  fc
    .integer({ min: 1, max: 3000 })
    .map((n) => `do: http, method: POST, path: /up, wait: false, body: { fill: u, length: ${n} }`),
  fc.constant('do: send, text: "POST /up HTTP/1.1\\r\\nContent-Length: 5000\\r\\n\\r\\nxxx"'),
  fc.constantFrom('do: ws_ping, text: p', 'do: ws_text, text: a, expects_answer: true', 'do: ws_close'),
  fc.constantFrom('do: pause', 'do: resume'),
  fc.integer({ min: 1, max: 2000 }).map((ms) => `do: wait, for: ${ms}ms`),
);

const group = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  stack: fc.constantFrom('probe', 'linux'),
  startMs: fc.integer({ min: 1, max: 6000 }),
  opensWebsocket: fc.boolean(),
  link: fc.constantFrom(
    '',
    'latency: 40ms, jitter: 10ms',
    'loss: 12%',
    'bandwidth: 16kbit',
    'outages: [ { at: 2s, for: 3s } ]',
    'outages: [ { at: 1s, for: 100s } ]',
  ),
  steps: fc.array(step, { maxLength: 6 }),
  leave: fc.constantFrom('hold', 'close', 'abort', 'vanish'),
});

const device = fc.record({
  sessions: fc.integer({ min: 1, max: 7 }),
  lru: fc.boolean(),
  backlog: fc.integer({ min: 1, max: 5 }),
  heap: fc.constantFrom('', 'heap_limit: 45000,'),
});

const parts = fc.record({
  device,
  groups: fc.array(group, { minLength: 1, maxLength: 4 }),
  seed: fc.nat(1000),
});

function textOf({
  device: { sessions, lru, backlog, heap },
  groups,
  seed,
}: typeof parts extends fc.Arbitrary<infer T> ? T : never): string {
  const lines = groups.map(({ count, stack, startMs, opensWebsocket, link, steps, leave }, i) => {
    const own = opensWebsocket ? ['do: ws_open, path: /ws'] : ['do: connect'];
    const all = [...own, ...steps, `do: ${leave}`].map((one) => `      - { ${one} }`).join('\n');
    return `  - name: g${i}x
    count: ${count}
    stack: ${stack}
    start: { at: ${startMs}ms, every: 3ms }
    link: { ${link} }
    steps:\n${all}`;
  });
  return `seed: ${seed}
device:
  profile: esp32-idf-v5.3
  ${heap.replace(',', '')}
  httpd: { max_open_sockets: ${sessions}, lru_purge_enable: ${lru}, backlog_conn: ${backlog} }
  handlers:${HANDLERS}
until: 12s
groups:
${lines.join('\n')}
`;
}

/** What does not add up, or is no part of anything. */
function wrong(connections: readonly ConnectionOutcome[], nowUs: number): string[] {
  const sum = (waits: readonly { readonly us: number }[]): number =>
    waits.reduce((total, { us }) => total + us, 0);
  return connections.flatMap((one) => {
    const { label, outcome, exchanges } = one;
    const odd = [...exchanges.flatMap(({ waits }) => waits), ...one.waits].filter(({ us }) => !(us > 0));
    const unequal = exchanges.filter(
      ({ waits, startUs, openedUs, endedUs }) => sum(waits) !== (openedUs ?? endedUs ?? nowUs) - startUs,
    );
    return [...unequal, ...odd].map((what) => JSON.stringify({ label, outcome, what }));
  });
}

test('whatever becomes of an exchange', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(parts, (some) => {
      const simulation = new Simulation(loadScenario({ text: textOf(some) }));
      const outcomes = watchOutcomes(simulation);
      simulation.run();
      const connections = outcomes();
      expect(wrong(connections, simulation.kernel.nowUs)).toEqual([]);
      for (const { exchanges } of connections) for (const { outcome } of exchanges) seen.add(outcome);
    }),
    { numRuns: RUNS, seed: 11 },
  );
  for (const outcome of ['answered', 'open', 'error', 'pending', 'cut-off', 'unanswered', 'given-up'])
    expect(seen).toContain(outcome);
});
