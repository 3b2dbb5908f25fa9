import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../sim/document/diagnostic.js';
import { loadScenario } from '../../sim/run/load.js';

type Case = readonly [text: string, place: string, code: string, message: string, hint?: string];

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: ["ws-echo"] }\n';
const CONNECT = '  - { at: 100ms, client: c1, do: connect }\n';
const step = (fields: string): string => `${HEAD}timeline:\n${CONNECT}  - { at: 200ms, ${fields} }\n`;
const device = (fields: string, profile = 'esp32-idf-v5.3', apps = 'ws-echo'): string =>
  `device:\n  profile: ${profile}\n  apps: [${apps}]\n  ${fields}\n`;

function failure(from: Parameters<typeof loadScenario>[0]): ScenarioError {
  try {
    loadScenario(from);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

const YAML: readonly Case[] = [
  ['', '1:1', 'not-one-document', 'the file is empty'],
  ['a: [', '1:5', 'syntax', 'YAML: Flow sequence'],
  ['a: b: c', '1:4', 'syntax', 'YAML: Nested mappings are not allowed'],
  [`${HEAD}\tname: x`, '2:1', 'syntax', 'YAML: Tabs'],
  [`${HEAD}---\n${HEAD}`, '3:1', 'not-one-document', 'a second YAML document'],
  [`%YAML 1.1\n---\n${HEAD}`, '1:1', 'syntax', 'only YAML 1.2'],
  [`${HEAD}name: !x y`, '2:7', 'syntax', 'YAML: Unresolved tag'],
  [HEAD + HEAD, '2:1', 'duplicate-key', 'duplicate key "device"'],
  [`${HEAD}__proto__: 1`, '2:1', 'unknown-key', 'unknown key "__proto__"'],
  ['['.repeat(100_000), '1:64', 'too-deep', 'nested deeper than 64 levels'],
  ['- '.repeat(100_000), '1:127', 'too-deep', 'nested deeper than 64 levels'],
  ['a: &a [*a]', '1:8', 'bad-alias', 'alias "a" contains itself'],
  ['a: *b', '1:4', 'bad-alias', 'no anchor named "b"'],
  ['- a', '1:1', 'wrong-type', 'expected a map with device and timeline, got a list'],
];

const TOP: readonly Case[] = [
  [
    `${HEAD}tmeline: []`,
    '2:1',
    'unknown-key',
    'unknown key "tmeline" in the scenario',
    'did you mean "timeline"?',
  ],
  [`${HEAD}Until: 3s`, '2:1', 'unknown-key', 'unknown key "Until"', 'did you mean "until"?'],
  [`${HEAD}httpd: {}`, '2:1', 'unknown-key', 'unknown key "httpd"', '"httpd" belongs in device'],
  // A key of nearly every step of groups.
  [
    `${HEAD}groups:\n  - { name: a, do: {} }`,
    '3:16',
    'unknown-key',
    'unknown key "do" in the group a',
    'expected one of name, count, stack, start, link, auto_close, auto_pong, keep_alive, tls, on_failure, steps, behaviour, client, settings',
  ],
  ['name: x', '1:1', 'missing-key', 'missing key "device" in the scenario'],
  [
    `${HEAD}until: 500`,
    '2:8',
    'missing-unit',
    'until: a time needs a unit',
    'write 500us, 500ms, 500s, 500min, 500h',
  ],
  [`${HEAD}until: "500"`, '2:8', 'missing-unit', 'until: a time needs a unit'],
  [`${HEAD}until: 5sec`, '2:8', 'wrong-unit', 'until: unknown unit "sec"', 'did you mean 5s?'],
  [`${HEAD}until: 5m`, '2:8', 'wrong-unit', 'until: unknown unit "m"', 'did you mean 5min?'],
  [`${HEAD}until: 5MS`, '2:8', 'wrong-unit', 'until: unknown unit "MS"', 'did you mean 5ms?'],
  [`${HEAD}until: 5x`, '2:8', 'wrong-unit', 'until: unknown unit "x"', 'expected us, ms, s, min or h'],
  [`${HEAD}until: 5 s`, '2:8', 'wrong-unit', 'until: number and unit are written together', 'write 5s'],
  [`${HEAD}until: -5s`, '2:8', 'out-of-range', "until: a time can't be negative"],
  [`${HEAD}until: 0.5us`, '2:8', 'out-of-range', 'until: finer than a microsecond'],
  [`${HEAD}link: { drop: { rx: [0] } }`, '2:22', 'out-of-range', 'rx[0]: expected a whole number from 1'],
];

const DEVICE: readonly Case[] = [
  [
    HEAD.replace('v5.3', '5.3'),
    '1:20',
    'unknown-profile',
    'profile: unknown profile',
    'did you mean "esp32-idf-v5.3"?',
  ],
  [
    HEAD.replace('ws-', 'ws_'),
    '1:43',
    'unknown-app',
    'apps[0]: unknown app "ws_echo"',
    'did you mean "ws-echo"?',
  ],
  [
    device('httpd: { max_opensockets: 3 }'),
    '4:12',
    'unknown-key',
    'in device.httpd',
    'did you mean "max_open_sockets"?',
  ],
  [
    device('sdkconfig: { LWIP_MAX_SOCKETS: 3 }'),
    '4:16',
    'unknown-option',
    'unknown option "LWIP_MAX_SOCKETS" in device.sdkconfig',
    'did you mean "CONFIG_LWIP_MAX_SOCKETS"?',
  ],
  [device('sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: 300 }'), '4:41', 'out-of-range', 'from 1 to 253, got 300'],
  [device('sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: y }'), '4:41', 'wrong-type', 'from 1 to 253, got "y"'],
  [device('sdkconfig: { CONFIG_LWIP_SO_LINGER: 7 }'), '4:39', 'wrong-type', 'expected true or false, got 7'],
  [device('heap_limit: 100kB'), '4:15', 'wrong-type', 'heap_limit: expected a whole number'],
  [device('extra_sockets: -1'), '4:18', 'out-of-range', 'extra_sockets: expected a whole number from 0'],
  [
    device('', 'w800-sdk-2.4'),
    '3:10',
    'conflict',
    'the app ws-echo is for esp-http-server, not for w800-sdk-2.4',
  ],
  [device('', 'lwip-pools', 'simple, simple'), '3:18', 'conflict', 'the app simple stands twice'],
  [
    device('httpd: {}', 'w800-sdk-2.4', 'lws-ws-server'),
    '4:3',
    'not-available',
    'w800-sdk-2.4 has no httpd: a setting of the devices with esp_http_server',
  ],
  [
    device('sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: 9 }', 'w800-sdk-2.4', 'lws-ws-server'),
    '4:16',
    'unknown-option',
    'w800-sdk-2.4 has no option CONFIG_LWIP_MAX_SOCKETS',
  ],
  [
    device('sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: 9 }\n  lwipopts: { MEMP_NUM_NETCONN: 8 }'),
    '5:33',
    'conflict',
    'MEMP_NUM_NETCONN is 8 here, but CONFIG_LWIP_MAX_SOCKETS sets it to 9',
    'give one of them',
  ],
  [
    device('app_settings: { sse_ms: 5 }'),
    '4:19',
    'conflict',
    'sse_ms belongs to the app sse',
    'add sse to apps',
  ],
];

const STEPS: readonly Case[] = [
  [
    step('client: c1, do: ws_opn, path: /ws'),
    '4:34',
    'unknown-step',
    'unknown step "ws_opn"',
    'did you mean "ws_open"?',
  ],
  [step('device: strat'), '4:26', 'unknown-step', 'unknown device step "strat"', 'did you mean "start"?'],
  [
    step('client: c1, do: stop'),
    '4:34',
    'unknown-step',
    'unknown step "stop"',
    '"stop" is a step of the device: write device: stop, without client',
  ],
  [
    step('client: c1, do: http, pth: /'),
    '4:40',
    'unknown-key',
    'unknown key "pth" in the step http',
    'did you mean "path"?',
  ],
  [
    step('client: c1, do: close, path: /'),
    '4:41',
    'unknown-key',
    'in the step close',
    '"path" goes with http, ws_open',
  ],
  [step('client: c1, do: http'), '4:5', 'missing-key', 'missing key "path" in the step http'],
  [
    step('client: c1, doo: close'),
    '4:30',
    'unknown-key',
    'unknown key "doo" in a step',
    'did you mean "do"?',
  ],
  [step('client: c1'), '4:5', 'missing-key', 'a step needs do or device'],
  [step('client: c1, do: close, device: stop'), '4:41', 'conflict', 'both do and device in one step'],
  [
    step('client: c1, device: stop'),
    '4:18',
    'unknown-key',
    'unknown key "client"',
    '"client" goes with a client\'s steps',
  ],
  [
    step('device: stop, task: worker'),
    '4:38',
    'conflict',
    'the device has no worker task',
    'set device.worker_priority',
  ],
  [step('device: stop, instance: 1'), '4:42', 'conflict', 'instance goes with the app two'],
  [
    step('client: c1, do: connect, port: 0'),
    '4:49',
    'out-of-range',
    'port: expected a whole number from 1 to 65535, got 0',
  ],
  [
    `${HEAD}timeline: [{ at: 200, client: c1, do: connect }]`,
    '2:18',
    'missing-unit',
    'at: a time needs a unit',
  ],
  [
    `${HEAD}timeline: [{ at: 11s, client: c1, do: connect }]`,
    '2:18',
    'after-until',
    'past the end of the run (until: 10000ms)',
  ],
  [
    `${HEAD}timeline: [{ at: 1s, client: c1, do: close }]`,
    '2:12',
    'before-connect',
    'close: the client c1 has not connected',
  ],
  [
    `${HEAD}timeline:\n  - { at: 2s, client: c1, do: connect }\n  - { at: 1s, client: c1, do: pause }`,
    '4:5',
    'before-connect',
    'pause: the client c1',
    'its first connect is at 2000ms',
  ],
  [
    `${HEAD}timeline:\n  - { at: 2s, client: c1, do: abort }\n  - { at: 2s, client: c1, do: listen }`,
    '3:5',
    'before-connect',
    'abort: the client c1',
  ],
];

const PAYLOADS: readonly Case[] = [
  [step('client: c1, do: send'), '4:5', 'missing-key', 'the step send needs something to send'],
  [step('client: c1, do: send, text: a, hex: "00"'), '4:54', 'conflict', "text and hex can't stand together"],
  [step('client: c1, do: send, hex: "0g"'), '4:45', 'bad-payload', 'hex: "g" is not a hexadecimal digit'],
  [step('client: c1, do: send, hex: "012"'), '4:45', 'bad-payload', 'hex: an odd number'],
  [
    step('client: c1, do: send, hex: 20'),
    '4:45',
    'wrong-type',
    'hex: expected hexadecimal digits in quotes, got 20',
  ],
  [
    step('client: c1, do: send, text: "a€"'),
    '4:46',
    'bad-payload',
    'character 2 (U+20AC)',
    'one character is one byte (Latin-1); for UTF-8 write "\\xe2\\x82\\xac"',
  ],
  [
    step('client: c1, do: ws_text, fill: ab, length: 3'),
    '4:49',
    'bad-payload',
    'fill: must be one character',
  ],
  [step('client: c1, do: ws_text, fill: a'), '4:49', 'bad-payload', 'fill: needs a length'],
  [step('client: c1, do: ws_text, length: 5'), '4:51', 'bad-payload', 'length: length goes with fill'],
  [
    step('client: c1, do: ws_text, fill: a, length: 1e12'),
    '4:60',
    'out-of-range',
    'length: expected a whole number',
  ],
  [step('client: c1, do: http, path: /, body: "€"'), '4:55', 'bad-payload', 'body: character 1 (U+20AC)'],
  [
    step('client: c1, do: http, path: /, body: { fil: x }'),
    '4:57',
    'unknown-key',
    'unknown key "fil" in body',
    'did you mean "fill"?',
  ],
];

const TABLES = { YAML, TOP, DEVICE, STEPS, PAYLOADS };

describe.each(Object.entries(TABLES))('%s', (_, cases) => {
  for (const [text, place, code, message, hint] of cases) {
    it(`${message} (${place})`, () => {
      const error = failure({ text, file: 'f.yaml' });
      expect(`${String(error.line)}:${String(error.column)} ${error.code}`).toBe(`${place} ${code}`);
      expect(error.format()).toContain(`f.yaml:${place}: `);
      expect(error.diagnostics[0].message).toContain(message);
      if (hint !== undefined) expect(error.hint).toBe(hint);
    });
  }
});

describe('resources', () => {
  it('exploding aliases end early', () => {
    const levels = Array.from({ length: 20 }, (_, i) => {
      const inner = Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*a${String(i - 1)}`));
      return `k${String(i)}: &a${String(i)} [${inner.join(', ')}]`;
    });
    expect(failure({ text: levels.join('\n') }).code).toBe('bad-alias');
  });

  it('a chain of aliases ends early', () => {
    const chain = Array.from(
      { length: 50_000 },
      (_, i) => `k${String(i)}: &a${String(i)} [*a${String(i - 1)}]`,
    );
    expect(failure({ text: `z: &a-1 x\n${chain.join('\n')}` }).code).toBe('too-deep');
  });

  it('many unknown keys are reported in part', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${String(i)}: 1`);
    expect(failure({ text: keys.join('\n') }).diagnostics.length).toBeLessThan(1000);
  });

  it('many errors are all there, and printed in part', () => {
    const error = failure({
      text: `${HEAD}timeline:\n${'  - { at: 1, client: c1, do: connect }\n'.repeat(50)}`,
    });
    expect(error.diagnostics).toHaveLength(50);
    expect(error.format()).toContain('… and 30 more');
  });
});
