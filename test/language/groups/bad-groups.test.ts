import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { scenarioJsonSchema } from '../../../sim/language/json-schema.js';
import { loadScenario } from '../../../sim/run/load.js';
import { allKeys } from '../../../sim/language/schema-keys.js';
import { ECHO } from './run.js';
import { FIRMWARE } from '../../../sim/run/firmware.js';

const group = (fields: string): string => `${ECHO}groups:\n  - { name: tab, ${fields} }\n`;
const step = (fields: string): string =>
  `${ECHO}groups:\n  - name: tab\n    steps:\n      - { do: connect }\n      - { ${fields} }\n`;
const user = (fields: string): string =>
  `device: { profile: esp32-idf-v5.3, apps: [simple], socket_users: [${fields}] }\n`;

type Case = readonly [text: string, place: string, code: string, message: string, hint?: string];

const CASES: readonly Case[] = [
  [step('do: htp, path: /'), '6:15', 'unknown-step', 'unknown step "htp"', 'did you mean "http"?'],
  [step('od: http, path: /'), '6:9', 'missing-key', 'missing key "do"'],
  [
    step('do: http, pth: /'),
    '6:21',
    'unknown-key',
    'unknown key "pth" in the step http',
    'did you mean "path"?',
  ],
  [
    step('do: http, path: /, expect: { staus: 200 }'),
    '6:40',
    'unknown-key',
    'unknown key "staus" in expect',
    'did you mean "status"?',
  ],
  [
    step('do: http, path: /, expect: { status: ok }'),
    '6:48',
    'wrong-type',
    'status: expected a status, or a list',
  ],
  [
    step('do: http, path: /, expect: { status: 99 }'),
    '6:48',
    'out-of-range',
    'status: expected a whole number from 100',
  ],
  [step('do: http, path: /, expect: { status: [200, 7] }'), '6:54', 'out-of-range', 'status[1]: expected'],
  [step('do: http, path: /, expect: { within: 5 }'), '6:48', 'missing-unit', 'within: a time needs a unit'],
  [
    step('do: http, path: /, expect: { text: "/(/" }'),
    '6:46',
    'wrong-type',
    'text: Invalid regular expression',
  ],
  [
    step('do: hold, expect: { outcome: silent }'),
    '6:40',
    'missing-key',
    'outcome: silent needs a time',
    'add within',
  ],
  [
    step('do: connect, expect: { outcome: refsed }'),
    '6:43',
    'unknown-value',
    'unknown value "refsed"',
    'did you mean "refused"?',
  ],
  [step('do: close, on: a'), '6:26', 'unknown-value', 'no connection "a"', 'name one'],
  [step('do: send'), '6:9', 'missing-key', 'the step send needs something to send'],
  [step('do: ws_text, hex: "0"'), '6:29', 'bad-payload', 'hex: an odd number'],
  [
    step('do: repeat, steps: [{ do: wiat, for: 1s }]'),
    '6:37',
    'unknown-step',
    'unknown step "wiat"',
    'did you mean "wait"?',
  ],
  [
    step('do: repeat, steps: [{ do: wait, fro: 1s }]'),
    '6:43',
    'unknown-key',
    'unknown key "fro" in the step wait',
    'did you mean "for"?',
  ],
  [step('do: repeat, steps: []'), '6:30', 'out-of-range', 'steps: expected at least one step'],
  [
    `${ECHO}groups: [{ name: a, steps: [{ do: close }] }]\n`,
    '2:29',
    'before-connect',
    'close: there is no connection by then',
  ],
  [group('count: 3'), '3:5', 'missing-key', 'missing key "steps", "behaviour" or "client"'],
  [
    group('cuont: 3, behaviour: slowloris'),
    '3:18',
    'unknown-key',
    'in the group tab',
    'did you mean "count"?',
  ],
  [
    group('stack: linus, behaviour: slowloris'),
    '3:25',
    'unknown-value',
    'stack: unknown value "linus"',
    'did you mean "linux"?',
  ],
  [
    group('behaviour: browsr'),
    '3:29',
    'unknown-value',
    'behaviour: unknown value "browsr"',
    'did you mean "browser"?',
  ],
  [group('behaviour: port-scanner'), '3:29', 'missing-key', 'behaviour: port-scanner needs parameters'],
  [
    group('behaviour: { port-scanner: { ports: { from: 90, to: 80 } } }'),
    '3:54',
    'out-of-range',
    'ports: from 90 to 80 there is none',
  ],
  [
    group('behaviour: { browsr: {} }'),
    '3:31',
    'unknown-key',
    'unknown key "browsr"',
    'did you mean "browser"?',
  ],
  [
    group('behaviour: { browser: { pages: / } }'),
    '3:42',
    'unknown-key',
    'unknown key "pages" in browser',
    'did you mean "page"?',
  ],
  [group('behaviour: { poller: { every: 0s } }'), '3:48', 'out-of-range', 'every: expected at least 1ms'],
  [group('behaviour: { browser: {}, poller: {} }'), '3:29', 'conflict', 'behaviour: expected exactly one'],
  [
    group('behaviour: { poller: { body: { fill: xy, length: 2 } } }'),
    '3:55',
    'bad-payload',
    'fill: must be one character',
  ],
  [
    group('behaviour: slowloris, steps: [{ do: connect }]'),
    '3:18',
    'conflict',
    'steps and behaviour in one group',
  ],
  [
    group('behaviour: slowloris, keep_alive: {}'),
    '3:40',
    'conflict',
    'probe has no keep-alive',
    'write stack: linux',
  ],
  [group('behaviour: slowloris, start: 5x'), '3:47', 'wrong-unit', 'start: unknown unit "x"'],
  [
    group('behaviour: slowloris, start: { evry: 1s }'),
    '3:49',
    'unknown-key',
    'unknown key "evry"',
    'did you mean "every"?',
  ],
  [group('behaviour: slowloris, start: 11s'), '3:47', 'after-until', 'past the end of the run'],
  [
    group('behaviour: slowloris, start: { random: { from: 3s, to: 1s } }'),
    '3:73',
    'conflict',
    'to: before from',
  ],
  [
    group('behaviour: slowloris, link: { loss: 5 }'),
    '3:54',
    'wrong-type',
    'loss: not a share',
    'write a percentage',
  ],
  [
    group('behaviour: slowloris, link: { bandwidth: 5 }'),
    '3:59',
    'missing-unit',
    'bandwidth: not a bit rate',
    '5kbit',
  ],
  [
    `${group('behaviour: slowloris')}  - { name: tab, behaviour: slowloris }\n`,
    '4:13',
    'conflict',
    'clients of the same names',
  ],
  [
    `${ECHO}link: { jiter: 5ms }\n`,
    '2:9',
    'unknown-key',
    'unknown key "jiter" in link',
    'did you mean "jitter"?',
  ],
  [
    `${ECHO}link: { clients: { c1: { los: 5% } } }\n`,
    '2:26',
    'unknown-key',
    'unknown key "los"',
    'did you mean "loss"?',
  ],
  [user('{ mqt: {} }'), '1:69', 'unknown-key', 'unknown key "mqt"', 'did you mean "mqtt"?'],
  [user('{ mqtt: {}, mdns: {} }'), '1:67', 'conflict', 'expected exactly one preset'],
  [user('{ ota: { sise: 1 } }'), '1:76', 'unknown-key', 'unknown key "sise"', 'did you mean "size"?'],
];

function failure(text: string): ScenarioError {
  try {
    loadScenario({ text, file: 'f.yaml' });
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

describe('wrong groups', () => {
  it.each(CASES.map(([text, ...others]) => ({ text, others })))('$text', ({ text, others }) => {
    const [place, code, message, hint] = others;
    const error = failure(text);
    const { line = 0, column = 0 } = error;
    expect(`${line}:${column} ${error.code}`).toBe(`${place} ${code}`);
    expect((text.split('\n')[line - 1] ?? '').slice(column - 1).startsWith(error.text)).toBe(true);
    expect(error.diagnostics[0].message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });
});

describe('the schema of groups', () => {
  it('describes every key, and is in the JSON Schema', () => {
    const keys = allKeys(FIRMWARE).filter(
      ({ path }) => path.startsWith('groups') || path.includes('socket_users'),
    );
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter(({ description }) => description === '')).toEqual([]);
    const schema = JSON.stringify(scenarioJsonSchema(FIRMWARE));
    for (const word of ['"const":"ws_expect"', '"slow-reader"', '"uploader"', '"random"'])
      expect(schema).toContain(word);
  });
});
