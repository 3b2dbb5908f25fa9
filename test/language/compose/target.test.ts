import { expect, test } from 'vitest';
import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadScenario } from '../../../sim/run/load.js';

const TEXT = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 5s
groups:
  - { name: other, steps: [ { do: connect } ] }
  - { name: tab, count: 3, steps: [ { do: connect } ] }
`;

test.each([
  ['groups.tab.count=5', 5],
  ['tab=6', 6],
  ['groups.1.count=7', 7],
  ['groups.other.count=2', 3],
])('--set %s: a group by its name', (set, count) => {
  const { groups } = loadScenario({ text: TEXT }, { set: [set] });
  expect(groups?.find(({ name }) => name === 'tab')?.clients).toHaveLength(count);
});

test('a name that no group has', () => {
  expect(() => loadScenario({ text: TEXT }, { set: ['groups.tabs.count=5'] })).toThrow(
    'no parameter or path',
  );
});

test.each([
  ['tba=5', 'did you mean "tab"?'],
  ['count=5', 'expected a parameter, a path, or a group: other, tab'],
  ['httpd.max_open_socket=5', 'did you mean "httpd.max_open_sockets"?'],
])('--set %s names what there is', (set, hint) => {
  expect(hintOf(() => loadScenario({ text: TEXT }, { set: [set] }))).toBe(hint);
});

test.each(['groups.count=5', 'device.handlers.do.delay=1s', 'expect.at=1s'])(
  '--set %s: a place in a list needs its number',
  (set) => {
    expect(() => loadScenario({ text: TEXT }, { set: [set] })).toThrow('no parameter or path');
  },
);

const WRITTEN = `
device: { profile: esp32-idf-v5.3, handlers: [{ uri: /, do: [{ delay: 1s }, { repeat: 2, do: [{ chunk: 9 }] }] }] }
groups: [{ name: tab, behaviour: { poller: { path: / } } }]
expect: [{ client: tab1, outcome: served }]
`;

test.each([
  'handlers.0.do.0.delay=2s',
  'handlers.0.do.1.do.0.chunk=8',
  'handlers.0.do.1.on_error=ignore',
  'expect.0.at=4s',
])('--set %s: what stands in a list, by its number', (set) => {
  expect(() => loadScenario({ text: WRITTEN }, { set: [set] })).not.toThrow();
});

function hintOf(load: () => unknown): string | undefined {
  try {
    load();
  } catch (error) {
    if (error instanceof ScenarioError) return error.diagnostics[0].hint;
    throw error;
  }
  return undefined;
}
