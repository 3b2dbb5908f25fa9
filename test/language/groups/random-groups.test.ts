import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

const SEED = 20250102;
const BEHAVIOURS = [
  '{ browser: { page: /hello, resources: [/a, /b, /c, /d, /e, /f, /g], ws: /ws, reload: { after: 1s, times: 3 } } }',
  '{ browser: { page: /none, preconnect: 3, connections: 2, idle: 500ms } }',
  '{ dashboard: { page: /hello, messages: { text: hi, every: 300ms }, reconnect: 1ms, poll: { every: 200ms, connections: leak } } }',
  '{ poller: { path: /echo, method: POST, body: abc, every: 100ms, connections: new, patience: 50ms } }',
  '{ slow-reader: { after: 1s, every: 700ms } }',
  '{ slow-reader: { path: /hello, websocket: false } }',
  '{ slowloris: { connections: 3, bytes: 5, every: 300ms } }',
  '{ port-scanner: { ports: { from: 70, to: 90 }, every: 5ms, then: hold, times: 2 } }',
  '{ reconnecting-client: { backoff: { first: 1ms, factor: 1.5, jitter: 30% }, heartbeat: 100ms, stay: 900ms } }',
];
const STEPS = [
  '[{ do: connect }, { do: http, path: /hello, expect: { within: 100ms } }, { do: repeat, steps: [{ do: ws_open, path: /ws }, { do: ws_text, text: hi, expect: { text: hi, within: 1s } }, { do: abort }] }]',
  '[{ do: connect, as: a }, { do: connect, as: b }, { do: pause, on: a }, { do: http, on: b, path: /hello, wait: false }, { do: close, on: b, expect: { outcome: closed, within: 2s } }, { do: vanish }, { do: http, path: /hello }]',
  '[{ do: ws_open, path: /ws }, { do: ws_ping }, { do: ws_frame, opcode: 3 }, { do: ws_close }, { do: hold }, { do: repeat, times: 5, steps: [{ do: http, path: / }] }]',
];

const group = fc.record({
  program: fc.oneof(
    fc.constantFrom(...BEHAVIOURS).map((text) => `behaviour: ${text}`),
    fc.constantFrom(...STEPS).map((text) => `on_failure: continue, steps: ${text}`),
  ),
  count: fc.integer({ min: 1, max: 6 }),
  stack: fc.constantFrom('probe', 'linux'),
  loss: fc.constantFrom('0%', '2%', '30%'),
  latency: fc.constantFrom('0s', '1ms', '150ms'),
});
const scenario = fc.record({
  groups: fc.array(group, { minLength: 1, maxLength: 4 }),
  lru: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1000 }),
  users: fc.constantFrom(
    '',
    'socket_users: [{ mqtt: { at: 1s } }, { uploader: { files: 3, every: 100ms } }], ',
  ),
});

function text({
  groups,
  lru,
  seed,
  users,
}: typeof scenario extends fc.Arbitrary<infer T> ? T : never): string {
  const lines = groups.map(
    ({ program, count, stack, loss, latency }, i) =>
      `  - { name: g${i}-, count: ${count}, stack: ${stack}, start: { random: { from: 0s, to: 2s } }, ` +
      `link: { loss: ${loss}, latency: ${latency}, jitter: 2ms, outages: [{ at: 3s, for: 500ms }] }, ${program} }\n`,
  );
  return (
    `device: { profile: esp32-idf-v5.3, apps: [simple, ws-echo], ${users}httpd: { lru_purge_enable: ${lru} } }\n` +
    `seed: ${seed}\nuntil: 8s\ngroups:\n${lines.join('')}`
  );
}

describe('random groups', () => {
  it('run to the end or to a crash of the device, the same each time', () => {
    fc.assert(
      fc.property(scenario, (parts) => {
        const run = (): string => {
          const simulation = new Simulation(loadScenario({ text: text(parts) }));
          const trace: unknown[] = [];
          simulation.trace.subscribe(['cli', 'step', 'answer', 'act'], (record) => trace.push(record));
          const { end } = simulation.run();
          expect(end).not.toBe('livelock');
          return JSON.stringify(trace);
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 25, seed: SEED },
    );
  }, 120_000);

  it('cut and mixed up either run or end in a positioned error', () => {
    let refused = 0;
    let loaded = 0;
    const cut = fc.tuple(
      scenario,
      fc.nat(2000),
      fc.nat(8),
      fc.constantFrom('', '{', ' }', ', ', '0', 'x', '-', ': ', '1h', '[]', '~'),
    );
    fc.assert(
      fc.property(cut, ([parts, at, remove, insert]) => {
        const whole = text(parts);
        const index = at % whole.length;
        const mutated = whole.slice(0, index) + insert + whole.slice(index + remove);
        try {
          loadScenario({ text: mutated });
          loaded++;
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          for (const { position } of error.diagnostics) expect(position?.line).toBeGreaterThanOrEqual(1);
          refused++;
        }
      }),
      { numRuns: 600, seed: SEED },
    );
    expect(refused).toBeGreaterThan(100);
    expect(loaded).toBeGreaterThan(5);
  }, 60_000);
});
