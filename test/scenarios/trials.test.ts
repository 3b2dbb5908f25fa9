/** What people wrote in their first hour, in texts of our own: what each of them is told. */

import { describe, expect, test } from 'vitest';
import { ScenarioError } from '../../sim/document/diagnostic.js';
import { loadScenario } from '../../sim/run/load.js';
import { detailLines } from '../../sim/report/check/verdict-lines.js';
import { runCase } from '../../sim/report/check/run-case.js';

const scenario = ({ device = '', steps = ['do: connect'], rest = '' }): string => `
name: trial
device: { profile: esp32-idf-v5.3, apps: [simple]${device} }
until: 5s
timeline:
${steps.map((step, i) => `  - { at: ${i + 1}s, client: a, ${step} }`).join('\n')}
${rest}
`;

function told(text: string): string {
  try {
    const result = runCase(loadScenario({ text, file: 't.yaml' }), 1);
    return [result.status, ...detailLines(result)].join('\n');
  } catch (error) {
    if (error instanceof ScenarioError) return error.format();
    throw error;
  }
}

describe('wrong, and said where', () => {
  test.each([
    [
      'a name with #',
      scenario({}).replace('client: a', 'client: a#1'),
      /t\.yaml:6:\d+: client: expected a name .*tab1#2.*"a#1"/,
    ],
    [
      'a name with *',
      scenario({}).replace('client: a', "client: 'a*'"),
      /t\.yaml:6:\d+: client: expected a name .*"a\*"/,
    ],
    [
      'two groups of one name',
      scenario({ rest: 'groups: [{ name: g, behaviour: poller }, { name: g, behaviour: poller }]' }),
      /t\.yaml:\d+:\d+: .*the group g has clients of the same names/,
    ],
    [
      'an option without CONFIG_',
      scenario({ device: ', sdkconfig: { LWIP_MAX_SOCKETS: 16 }' }),
      /t\.yaml:3:\d+: unknown option "LWIP_MAX_SOCKETS"/,
    ],
    [
      'a bandwidth in capitals',
      scenario({ rest: 'link: { bandwidth: 2Mbps }' }),
      /t\.yaml:\d+:\d+: bandwidth: not a bit rate/,
    ],
    ['a time of the clock', scenario({}).replace('at: 1s', 'at: 1:30'), /t\.yaml:6:\d+: at: not a time/],
    [
      'a step past the end',
      scenario({}).replace('at: 1s', 'at: 6s'),
      /t\.yaml:6:\d+: at: this time is past the end/,
    ],
  ])('%s', (_, text, words) => {
    expect(told(text)).toMatch(words);
  });
});

describe('no false green', () => {
  test('more sessions than sockets: the server does not start', () => {
    expect(told(scenario({ device: ', httpd: { max_open_sockets: 500 }' }))).toMatch(
      /^failed\n.*the server on port 80 starts\n.*did not start\n[^]*max_open_sockets 500 \+ 3 > CONFIG_LWIP_MAX_SOCKETS 10/,
    );
  });

  test('a path without its slash: every answer is 400', () => {
    const text = scenario({ steps: ['do: connect', 'do: http, path: hello'] });
    expect(told(text)).toMatch(/warning: every answer to a is 400 \(1 of 1\)/);
  });
});

describe('right, and taken', () => {
  test.each([
    [
      'numbers in headers',
      scenario({ steps: ['do: connect', 'do: http, path: /hello, headers: { X-Count: 5 }'] }),
    ],
    [
      'merge keys',
      scenario({}).replace('- { at: 1s', '- &s { at: 1s') + '  - { <<: *s, at: 2s, client: b }\n',
    ],
    ['loss as a number', scenario({ rest: 'link: { loss: 0.001 }' })],
  ])('%s', (_, text) => {
    expect(told(text)).toBe('passed');
  });
});
