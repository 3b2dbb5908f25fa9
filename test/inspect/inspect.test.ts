/** What is seen of a device at a moment: values that follow from the scenario, and looking changes nothing. */

import { describe, expect, it } from 'vitest';

import { inspect, inspectAll, type SectionName } from '../../sim/inspect/inspect.js';
import { withUniqueKeys, type Row } from '../../sim/inspect/table.js';
import { serializeRecord } from '../../sim/kernel/trace.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const MS = 1000;
/** c1 is idle, c2 has sent half of a request and blocks the server, c3 waits in the backlog. */
const SCENARIO = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple], httpd: { max_open_sockets: 2 } }
until: 3s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 110ms, client: c1, do: ws_open, path: /ws }
  - { at: 200ms, client: c2, do: connect }
  - { at: 210ms, client: c2, do: send, text: "GET /hel" }
  - { at: 300ms, client: c3, do: connect }
  - { at: 310ms, client: c3, do: send, text: "0123456789" }
  - { at: 320ms, client: c4, do: vanish }
`;

function at(us: number, look?: (simulation: Simulation) => void): Simulation {
  const simulation = new Simulation(loadScenario({ text: SCENARIO }));
  while (simulation.step(us) !== 'idle') look?.(simulation);
  return simulation;
}

function row(simulation: Simulation, section: SectionName, key: string): Row | undefined {
  return inspect(simulation, section).find((one) => one.key === key);
}

describe('at one moment', () => {
  const simulation = at(500 * MS);

  it('netstat has listener and connections with their queues', () => {
    expect(row(simulation, 'netstat', 'listener :80')).toMatchObject({ port: 80, backlog: '1/5' });
    expect(row(simulation, 'netstat', 'c3:49152')).toMatchObject({
      state: 'established',
      unread: 10,
      sendQueue: 0,
      unsent: 0,
      unacked: 0,
      outOfOrder: 0,
      window: 5750,
      timer: undefined,
    });
    expect(row(simulation, 'netstat', 'c2:49152')).toMatchObject({ unread: 0, window: 5760 - 8 });
  });

  it('sockets and mailboxes name who holds them', () => {
    const held = inspect(simulation, 'sockets').filter(({ state }) => state !== 'free');
    expect(held.map(({ holder }) => holder)).toEqual([
      'listener :80',
      'udp :32768',
      expect.stringMatching(/^udp/),
      'c1',
      'c2',
    ]);
    expect(held.find(({ holder }) => holder === 'c2')).toMatchObject({ peerPort: 49_152, tasks: 'httpd' });
    const mailboxes = inspect(simulation, 'mbox');
    const accept = mailboxes.find(({ key }) => key.endsWith('accept'));
    expect(accept).toMatchObject({ holder: 'listener :80', messages: 1, size: 6, peak: 1 });
  });

  it('sessions say what each waits for, and the tasks where they are', () => {
    const [first, second] = inspect(simulation, 'sessions');
    expect(first).toMatchObject({ client: 'c1', waitsFor: 'a frame', purgeOrder: 2 });
    expect(second).toMatchObject({ client: 'c2', waitsFor: 'httpd: netconn recv', purgeOrder: 1 });
    const httpd = row(simulation, 'tasks', 'httpd');
    // recv_wait_timeout is 5 s.
    expect(httpd).toMatchObject({ state: 'blocked', waitsFor: 'netconn recv', priority: 5 });
    expect(Number(httpd?.['wakesAtUs'])).toBeGreaterThan(5000 * MS);
    expect(row(simulation, 'tasks', 'tcpip')?.['wakesAtUs'] ?? 0).not.toBe(Infinity);
  });

  it('pools have their use and their holders; counts are those of the trace', () => {
    expect(row(simulation, 'pools', 'sessions :80')).toMatchObject({ used: 2, size: 2, holders: 'c1, c2' });
    expect(row(simulation, 'pools', 'sockets')).toMatchObject({ used: 5, size: 10, refusals: 0 });
    expect(row(simulation, 'pools', 'heap')?.['size']).toBeUndefined();
    expect(row(simulation, 'counts', 'tcp_active')).toEqual({ key: 'tcp_active', value: 3 });
    expect(row(simulation, 'counts', 'sessions')).toEqual({ key: 'sessions', value: 2 });
  });

  it('clients and machines', () => {
    expect(row(simulation, 'clients', 'c3')).toMatchObject({ state: 'established', port: 49_152, to: 80 });
    expect(row(simulation, 'clients', 'c4')).toMatchObject({ state: 'vanished', unfinished: 0 });
    const accepts = inspect(simulation, 'machines').find(({ key }) => key === 'tcp c3:49152')?.['accepts'];
    expect(String(accepts).split(' ').sort()).toEqual(['fin-queued', 'fin-received', 'remove']);
  });
});

it('looking at everything after each step changes nothing', () => {
  const traceOf = (look?: (simulation: Simulation) => void): string[] => {
    const simulation = new Simulation(loadScenario({ text: SCENARIO }), { heapRecords: true });
    const lines: string[] = [];
    simulation.trace.subscribe(['seg', 'cli', 'res', 'log', 'state', 'work'], (record) => {
      lines.push(serializeRecord(record));
    });
    while (simulation.step() !== 'idle') look?.(simulation);
    return lines;
  };
  expect(traceOf((simulation) => void inspectAll(simulation))).toEqual(traceOf());
});

it('keys are unique', () => {
  const rows = withUniqueKeys([{ key: 'a' }, { key: 'b' }, { key: 'a', n: 1 }, { key: 'a' }]);
  expect(rows).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'a#2', n: 1 }, { key: 'a#3' }]);
});
