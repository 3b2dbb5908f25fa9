import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../sim/run/load.js';
import { referenceFiles } from './reference-files.js';

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: ["ws-echo"] }\n';
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('reference scenarios', () => {
  const files = referenceFiles();

  it('there are some', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it('all load', () => {
    const steps = files.reduce((sum, file) => sum + loadScenario(file).steps.length, 0);
    expect(steps).toBeGreaterThan(files.length);
  });
});

describe('a loaded scenario', () => {
  it('has defaults', () => {
    const scenario = loadScenario({ text: HEAD, file: 'dir/eight.yaml' });
    expect(scenario).toMatchObject({
      name: 'eight',
      untilUs: 10_000_000,
      autoClose: false,
      link: { latencyUs: 1000, drop: { rx: [], tx: [] } },
      device: { sdkconfig: {}, extraSockets: 0, heapLimitBytes: undefined },
      steps: [],
    });
  });

  it('keeps the order of the file', () => {
    const text = `${HEAD}timeline:
  - { at: 2s, client: c1, do: close }
  - { at: 1.5ms, client: c1, do: connect, port: 81 }
  -
    at: 3s
    device: stop
`;
    const { steps } = loadScenario({ text });
    expect(steps.map((step) => step.atUs)).toEqual([2_000_000, 1500, 3_000_000]);
    expect(steps[2]).toMatchObject({ device: 'stop', task: 'main', atUs: 3_000_000 });
  });

  it('has payloads as bytes', () => {
    const step = (fields: string): string => `  - { at: 1s, client: c1, do: ${fields} }\n`;
    const text =
      `${HEAD}timeline:\n` +
      step('connect') +
      step('send, text: "caf\\u00e9\\r\\n"') +
      step('ws_bin, hex: "00 FF10"') +
      step('ws_ping, fill: p, length: 3') +
      step('ws_pong') +
      step('http, path: /, body: ""') +
      step('http, path: /, method: POST, body: { fill: x, length: 2 }') +
      step('http, path: /');
    const { steps } = loadScenario({ text });
    const bytes = steps.map((s) => ('payload' in s ? s.payload : 'body' in s ? s.body : undefined));
    expect(bytes.map((b) => b && latin(b))).toEqual([
      undefined,
      'caf\u00e9\r\n',
      '\x00\xff\x10',
      'ppp',
      '',
      '',
      'xx',
      undefined,
    ]);
  });

  it('takes Kconfig words, aliases and units', () => {
    const text = `
device:
  profile: lwip-pools
  apps: [simple]
  sdkconfig: { CONFIG_LWIP_SO_LINGER: y, CONFIG_LWIP_SO_REUSE: false, CONFIG_LWIP_MAX_SOCKETS: 12 }
  lwipopts: { TCP_QUEUE_OOSEQ: 0, MEMP_NUM_NETCONN: 12 }
link: { latency: 500us, drop: { rx: [4, 2, 4] } }
until: 1h
timeline:
  - &open { at: 2min, client: c1, do: connect }
  - *open
`;
    const scenario = loadScenario({ text });
    expect(scenario.device.sdkconfig).toEqual({
      CONFIG_LWIP_SO_LINGER: true,
      CONFIG_LWIP_SO_REUSE: false,
      CONFIG_LWIP_MAX_SOCKETS: 12,
    });
    expect(scenario.device.lwipopts).toEqual({ TCP_QUEUE_OOSEQ: false, MEMP_NUM_NETCONN: 12 });
    expect(scenario.link).toEqual({ latencyUs: 500, drop: { rx: [2, 4], tx: [] } });
    expect(scenario.untilUs).toBe(3_600_000_000);
    expect(scenario.steps.map((s) => s.atUs)).toEqual([120_000_000, 120_000_000]);
  });

  it('a client that only vanishes needs no connection', () => {
    const text = `${HEAD}timeline:\n  - { at: 0s, client: c1, do: vanish }\n  - { at: 5ms, client: c1, do: connect }\n`;
    expect(loadScenario({ text }).steps).toHaveLength(2);
  });
});
