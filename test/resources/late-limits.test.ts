/** Limits that few connections reach: each turns somebody away, and summary, expectations and `explain` know it. */

import { describe, expect, it, test } from 'vitest';

import { Kernel } from '../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import { Trace, type RefuseRecord } from '../../sim/kernel/trace.js';
import { explain } from '../../sim/explain/explain.js';
import { ExpectationWatch } from '../../sim/expect/watch.js';
import { limitText, parseLimitName } from '../../sim/resources/limit-name.js';
import { LateLimits } from '../../sim/resources/late-limits.js';
import { ResourceRegistry } from '../../sim/resources/resource.js';
import { SEND_BUFFER } from '../../sim/resources/definitions.js';
import { FIRMWARE } from '../../sim/run/firmware.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const ESP = 'profile: esp32-idf-v5.3';
const CONNECT = '{ at: 100ms, client: c1, do: connect }';

interface Case {
  /** As expectations name it. */
  readonly name: string;
  readonly device: string;
  readonly steps?: readonly string[];
  readonly until?: string;
  readonly size: number;
  readonly option: string;
  /** Begins with it. */
  readonly effect: string;
  /** Uses at the end of the run. */
  readonly after: number;
}

const header = (n: number): string => `{ header: { X-${n}: v } }`;

const CASES: readonly Case[] = [
  {
    name: 'send buffer c1',
    device: `${ESP}, handlers: [{ uri: /, do: [{ send: { fill: x, length: 100000 } }] }]`,
    steps: ['{ at: 150ms, client: c1, do: pause }', '{ at: 200ms, client: c1, do: http, path: / }'],
    until: '9s',
    size: 5760,
    option: 'CONFIG_LWIP_TCP_SND_BUF_DEFAULT',
    effect: 'send() sent a part only after 5 s',
    after: 5760,
  },
  {
    name: 'ooseq c1',
    device: `${ESP}, apps: [ws-echo], sdkconfig: { CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS: 2 }`,
    steps: [
      '{ at: 200ms, client: c1, do: segment, flags: A, seq: 11, ack: 1, fill: x, length: 5 }',
      '{ at: 210ms, client: c1, do: segment, flags: A, seq: 16, ack: 1, fill: x, length: 5 }',
      '{ at: 220ms, client: c1, do: segment, flags: A, seq: 21, ack: 1, fill: x, length: 5 }',
      '{ at: 230ms, client: c1, do: segment, flags: A, seq: 21, ack: 1, fill: x, length: 5 }',
    ],
    until: '500ms',
    size: 2,
    option: 'CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS',
    effect: 'early segments thrown away',
    after: 2,
  },
  {
    name: 'header table c1',
    device: 'profile: w800-sdk-2.4, apps: [lws-ws-server]',
    steps: [
      '{ at: 200ms, client: c1, do: send, text: "GET / HTTP/1.1\\r\\nCookie: " }',
      '{ at: 300ms, client: c1, do: send, fill: x, length: 5000 }',
    ],
    size: 4096,
    option: 'max_http_header_data',
    effect: 'closed',
    after: 0,
  },
  {
    name: 'request headers c1',
    device: `${ESP}, apps: [simple]`,
    steps: [
      '{ at: 200ms, client: c1, do: send, text: "GET /hello HTTP/1.1\\r\\nCookie: " }',
      '{ at: 300ms, client: c1, do: send, fill: x, length: 600 }',
    ],
    size: 513,
    option: 'CONFIG_HTTPD_MAX_REQ_HDR_LEN',
    effect: 'answered 431',
    after: 0,
  },
  {
    name: 'request headers c1',
    device: 'profile: esp32-idf-v5.5, apps: [simple], httpd: { max_req_hdr_len: 100 }',
    steps: [
      '{ at: 200ms, client: c1, do: send, text: "GET /hello HTTP/1.1\\r\\nCookie: " }',
      '{ at: 300ms, client: c1, do: send, fill: x, length: 600 }',
    ],
    size: 100,
    option: 'max_req_hdr_len',
    effect: 'answered 431',
    after: 0,
  },
  {
    name: 'request uri c1',
    device: `${ESP}, apps: [simple], sdkconfig: { CONFIG_HTTPD_MAX_URI_LEN: 20 }`,
    steps: ['{ at: 200ms, client: c1, do: http, path: /hello-hello-hello-hello-hello }'],
    size: 20,
    option: 'CONFIG_HTTPD_MAX_URI_LEN',
    effect: 'answered 414',
    after: 0,
  },
  {
    name: 'uri handlers :80',
    device: `${ESP}, httpd: { max_uri_handlers: 1 }, handlers: [{ uri: /a, do: [{ send: a }] }, { uri: /b, do: [{ send: b }] }]`,
    size: 1,
    option: 'max_uri_handlers',
    effect: '/b is not registered',
    after: 1,
  },
  {
    name: 'answer headers :80',
    device: `${ESP}, httpd: { max_resp_headers: 2 }, handlers: [{ uri: /, do: [${[1, 2, 3].map(header).join(', ')}, { send: a }] }]`,
    steps: ['{ at: 200ms, client: c1, do: http, path: / }'],
    size: 2,
    option: 'max_resp_headers',
    effect: 'answered without X-3',
    after: 0,
  },
  {
    name: 'tcp pcbs',
    device: 'profile: esp32-idf-v4.4, apps: [ws-echo], sdkconfig: { CONFIG_LWIP_MAX_ACTIVE_TCP: 2 }',
    steps: ['{ at: 110ms, client: c2, do: connect }'],
    size: 2,
    option: 'CONFIG_LWIP_MAX_ACTIVE_TCP',
    effect: 'SYN dropped',
    after: 2,
  },
  {
    name: 'tls sessions',
    device: 'profile: w800-sdk-2.4, apps: [lws-ws-server], tls: { simultaneous_ssl_restriction: 1 }',
    steps: ['{ at: 200ms, client: t1, do: tls_connect }'],
    size: 1,
    option: 'simultaneous_ssl_restriction',
    effect: 'accepts nobody',
    after: 1,
  },
];

function simulate({ device, steps = [], until = '5s' }: Case, expectations: readonly string[]): Simulation {
  const text = `
name: late
device: { ${device} }
until: ${until}
timeline:
${[CONNECT, ...steps].map((step) => `  - ${step}`).join('\n')}
expect:
${expectations.map((one) => `  - ${one}`).join('\n')}
`;
  return new Simulation(loadScenario({ text, file: 'late.yaml' }));
}

describe.each(CASES)('$name ($option)', (one) => {
  it('turns somebody away, and is known', () => {
    const simulation = simulate(one, [`{ resource: '${one.name}', peak: ${one.size}, refused: '> 0' }`]);
    const refusals: RefuseRecord[] = [];
    simulation.trace.subscribe(['refuse'], (record) => refusals.push(record as RefuseRecord));
    const watch = new ExpectationWatch(simulation, { judgesAnswers: false });
    simulation.run();
    const own = refusals.filter(({ resource }) => limitText(resource) === one.name);
    expect(own[0]).toMatchObject({ size: one.size, option: one.option, used: one.size });
    expect(own[0]!.effect).toContain(one.effect);
    expect(own[0]!.holders.reduce((sum, { units = 1 }) => sum + units, 0)).toBe(one.size);
    expect(watch.finish().failures.filter(({ isBuiltIn }) => isBuiltIn !== true)).toEqual([]);
    const [resource] = simulation.resources.called(parseLimitName(one.name)!);
    expect(resource!.used).toBe(one.after);
    expect(explain(FIRMWARE, resource!.limit.kind)?.join('\n')).toContain(resource!.limit.about);
  });
});

test('a connection that never finds its send buffer full has no such resource', () => {
  const simulation = simulate({ ...CASES[0]!, steps: ['{ at: 200ms, client: c1, do: http, path: / }'] }, [
    '{ client: c1, outcome: served }',
  ]);
  simulation.run();
  expect([...simulation.resources.called(parseLimitName('send buffer c1')!)]).toEqual([]);
});

describe('limits of one owner', () => {
  function bench() {
    const kernel = new Kernel(1000);
    const trace = new Trace();
    const refusals: RefuseRecord[] = [];
    trace.subscribe(['refuse'], (record) => refusals.push(record as RefuseRecord));
    const env = { kernel, trace, lifecycles: new LifecycleRegistry(), resources: new ResourceRegistry() };
    const limits = new LateLimits(env);
    const setup = {
      limit: SEND_BUFFER,
      of: 'c1',
      size: 10,
      holders: () => [{ kind: 'part', name: 'x' }] as const,
    };
    return { limits, setup, refusals, resources: env.resources };
  }

  it('are measured from their first refusal on, and empty once their owner is gone', () => {
    const { limits, setup, refusals, resources } = bench();
    let used = 4;
    limits.measure();
    expect([...resources.all()]).toEqual([]);
    limits.refuse(setup, () => used, { effect: 'no' });
    const [resource] = resources.called({ kind: SEND_BUFFER.kind, of: 'c1' });
    expect(refusals).toMatchObject([{ used: 4, holders: [{ name: 'x' }] }]);
    used = 11;
    limits.measure();
    expect(resource).toMatchObject({ used: 10, peak: 10, state: 'exhausted' });
    used = 3;
    limits.measure();
    expect(resource).toMatchObject({ used: 3, peak: 10, state: 'available' });
    limits.end();
    expect(resource!.used).toBe(0);
    expect(resource!.heldBy()).toEqual([]);
  });

  it('refuse once for each time that they fill up, where it is tried again', () => {
    const { limits, setup, refusals } = bench();
    let used = 10;
    const again = (): void => limits.refuseOnce(setup, () => used, { effect: 'no' });
    again();
    again();
    expect(refusals).toHaveLength(1);
    used = 9;
    limits.measure();
    used = 10;
    again();
    expect(refusals).toHaveLength(2);
  });

  it('are full for a moment where something was too long', () => {
    const { limits, setup, refusals, resources } = bench();
    limits.refuseTooLong(setup, { effect: 'no' });
    expect(refusals).toMatchObject([{ used: 10, size: 10 }]);
    expect(resources.called({ kind: SEND_BUFFER.kind, of: 'c1' })[0]).toMatchObject({ used: 0, peak: 10 });
  });
});
