import { expect, test } from 'vitest';
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
