/** What the view is given is what the summary, the resources and the trace say. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../sim/index.js';
import { RunIndex } from '../../../sim/report/timeline/run-index.js';
import { summedUp } from '../../../sim/report/timeline/columns.js';
import { recorded } from './record.js';

const LIBRARY = join(import.meta.dirname, '../../../scenarios');

describe.each([
  'eighth-client-waits',
  'lru-newcomers',
  'slow-header-blocks-server',
  'w800-sixth-client-closed',
])('%s', (name) => {
  const file = join(LIBRARY, `${name}.yaml`);
  const { data } = recorded(file);
  const index = new RunIndex(data);
  const run = simulate(file);

  it('every connection is what it is everywhere', () => {
    const told = data.connections.map((_, i) => index.story(i));
    const all = run.connections.map((one) => ({ ...one, folded: undefined }));
    expect(told).toEqual(all);
  });

  it('every limit peaks where the summary says', () => {
    expect(data.limits.length).toBeGreaterThan(2);
    for (const { name: limit, used, refusedAt } of data.limits) {
      expect([limit, used.at(-1) ?? 0]).toEqual([limit, run.used(limit)]);
      expect([limit, refusedAt.length]).toEqual([limit, run.refused(limit)]);
      // Peaks within an instant are not steps.
      expect(Math.max(0, ...used)).toBeLessThanOrEqual(run.peak(limit));
    }
  });

  it('console and summary are those of the run', () => {
    expect(data.console.lines).toHaveLength(run.log.filter(({ lv }) => 'EWIN'.includes(lv)).length);
    expect(data.summary.join('\n').startsWith(run.summaryText())).toBe(true);
    expect(data.verdict?.isGood).toBe(true);
  });
});

it('the task says for whom it is busy, and a limit whom it turned away', () => {
  const slow = recorded(join(LIBRARY, 'slow-header-blocks-server.yaml')).data;
  const [task] = slow.tasks;
  expect(slow.tasks).toHaveLength(1);
  expect([task!.name, slow.clients[task!.whose[0]!], slow.words[task!.on[0]!]]).toEqual([
    'httpd',
    'slow1',
    'netconn recv',
  ]);
  const eighth = recorded(join(LIBRARY, 'eighth-client-waits.yaml')).data;
  const backlog = eighth.limits.find(({ name }) => name === 'backlog :80')!;
  expect(new Set(backlog.refused.map((one) => eighth.clients[one]))).toEqual(new Set(['tab13', 'tab14']));
});

it('exchanges that are only numbers for the summary are all there', () => {
  const { data } = recorded({
    text: `
name: chatter
device: { profile: esp32-idf-v5.3, apps: [simple] }
until: 20s
groups:
  - name: c
    steps:
      - { do: connect }
      - { do: repeat, times: 120, steps: [{ do: http, path: /hello }, { do: wait, for: 50ms }] }
`,
  });
  const index = new RunIndex(data);
  const exchanges = index.exchanges(0);
  expect(exchanges).toHaveLength(120);
  expect(exchanges.every((one, i) => i === 0 || exchanges[i - 1]!.askedUs <= one.askedUs)).toBe(true);
});

it('a client that comes again has one lane, and connections beside one another stand below one another', () => {
  const { data } = recorded(join(LIBRARY, 'refresh-with-websocket.yaml'));
  const { lanes } = new RunIndex(data);
  expect(lanes.map(({ name }) => name)).toEqual(['browser1']);
  expect(lanes[0]!.rows.flat().sort((a, b) => a - b)).toEqual(data.connections.map((_, i) => i));
  for (const row of lanes[0]!.rows) {
    const index = new RunIndex(data);
    row.slice(1).forEach((one, i) => {
      expect(data.connections[one]!.openedUs).toBeGreaterThanOrEqual(index.overUs(row[i]!));
    });
  }
});

it('what the device opens itself is in no backlog', () => {
  const { data } = recorded(join(LIBRARY, 'browser-fills-socket-table.yaml'));
  const index = new RunIndex(data);
  const states = data.connections.map((one, i) => [one.label, index.statesOf(i)[0]!.state]);
  expect(states).toContainEqual(['mqtt-server1', 'outgoing']);
  expect(states).toContainEqual(['browser1#1', 'connecting']);
});

it('columns of times give the times back', () => {
  const { data } = recorded(join(LIBRARY, 'eighth-client-waits.yaml'));
  const times = summedUp(data.segments.times);
  expect(times.at(0)).toBe(101_000);
  expect([...times]).toEqual([...times].sort((a, b) => a - b));
});
