import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarioCases, ScenarioError, simulate, SimulatedRun } from '../../sim/index.js';

const EIGHTH = join(import.meta.dirname, '../../scenarios/eighth-client-waits.yaml');

describe('a file', () => {
  const run = simulate(EIGHTH);

  test('clients', () => {
    expect(run.client('tab1')).toMatchObject({ outcome: 'served', status: 101, why: undefined });
    expect(run.client('tab8')).toMatchObject({
      outcome: 'waiting',
      cause: { resource: 'sessions :80', size: 7 },
    });
    expect(run.client('tab1').received).toContain('101 Switching Protocols');
    expect(run.client('tab8').events.map(({ ev }) => ev)).toEqual(['connected']);
    expect(run.why('tab8')).toBe(
      'sessions :80 7/7 (max_open_sockets) since 0.703 s held by tab1..tab7 (all idle since 0.121 s to 0.721 s): not accepted',
    );
    expect(() => run.client('tab99')).toThrow('no client "tab99" has connected; did you mean "tab9"?');
  });

  test('the whole', () => {
    expect(run.outcomes).toEqual({ served: 7, waiting: 5, unanswered: 2 });
    expect({ end: run.end, timeUs: run.timeUs, seed: run.seed }).toEqual({
      end: 'until',
      timeUs: 20_000_000,
      seed: 1,
    });
    expect(run.summaryText()).toContain('Connections: 7 served, 5 waiting, 2 unanswered');
    expect(run.verdict.status).toBe('passed');
  });

  test('resources', () => {
    expect([run.peak('sockets'), run.used('sessions'), run.peak('tcp_active')]).toEqual([10, 7, 12]);
    expect(run.refused('backlog :80')).toBeGreaterThan(0);
    expect(() => run.peak('sokets')).toThrow('did you mean "sockets"?');
  });

  test('the log', () => {
    expect(run.logged('httpd_accept_conn: newfd')).toHaveLength(7);
    expect(run.logged(/^httpd: .*newfd/)).toHaveLength(7);
    expect(run.log.length).toBeGreaterThan(7);
  });
});

describe('other sources', () => {
  const scenario = {
    device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] },
    until: '1s',
    timeline: [
      { at: '100ms', client: 'c', do: 'connect' },
      { at: '120ms', client: 'c', do: 'ws_open', path: '/ws' },
    ],
    expect: [{ client: 'c', outcome: 'reset' }],
  };

  test('an object, text, settings, a seed', () => {
    expect(simulate(scenario).client('c').outcome).toBe('served');
    expect(simulate(JSON.stringify(scenario)).client('c').outcome).toBe('served');
    const run = simulate(scenario, { seed: 7, set: { 'httpd.max_open_sockets': 3 } });
    expect(run.seed).toBe(7);
    expect(run.scenario.device.httpd).toEqual({ max_open_sockets: 3 });
    expect(run.verdict).toMatchObject({ status: 'failed', failures: [{ seen: 'served' }] });
  });

  test('cases of a matrix', () => {
    const cases = scenarioCases({ ...scenario, matrix: { 'httpd.max_open_sockets': [1, 2] } });
    expect(cases.map((one) => new SimulatedRun(one).outcomes)).toEqual([{ served: 1 }, { served: 1 }]);
  });

  test('bad input', () => {
    expect(() => simulate('nowhere.yaml')).toThrow(ScenarioError);
    expect(() => simulate({ device: {} })).toThrow('<inline>:1:');
  });
});
