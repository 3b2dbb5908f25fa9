/** Tasks beside the server that use sockets: what they hold, when, and what they cost. */

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** 352 bytes of task control block come with each stack. */
const TASK_BYTES = { mqtt: 6144 + 352, mdns: 4096 + 352, holder: 3584 + 352 } as const;

interface Moment {
  readonly sockets: number;
  readonly heap: number;
  readonly tasks: readonly string[];
}

/** Counts at these moments (seconds) of a device with such users, `more` of the scenario behind. */
function moments(users: string, seconds: readonly number[], more = ''): { at: Moment[]; log: string[] } {
  const simulation = new Simulation(
    loadScenario({
      text: `device: { profile: esp32-idf-v5.3, apps: [simple], socket_users: [${users}] }\nuntil: 60s\n${more}`,
    }),
    { heapRecords: true },
  );
  const log: string[] = [];
  simulation.trace.subscribe(['log'], (record) => {
    if (record.k === 'log') log.push(`${record.tag}: ${record.msg}`);
  });
  const at = seconds.map((s) => {
    while (simulation.step(s * 1_000_000) !== 'idle');
    const { device, kernel } = simulation;
    const counts: number[] = [];
    device.readCounts(counts);
    const of = (name: string): number => counts[device.countNames.indexOf(name)]!;
    return { sockets: of('sockets'), heap: of('heap'), tasks: kernel.tasks.map(({ name }) => name) };
  });
  return { at, log };
}

describe('socket users', () => {
  const [idle] = moments('', [10]).at;

  it('a holder takes its sockets at its time, and gives them back with its task', () => {
    const { at } = moments('{ holder: { sockets: 3, at: 5s, for: 10s } }', [4, 6, 16]);
    expect(at.map(({ sockets }) => sockets - idle!.sockets)).toEqual([0, 3, 0]);
    expect(at[1]!.tasks).toContain('holder');
    expect(at[2]!.tasks).not.toContain('holder');
    expect(at[1]!.heap - at[0]!.heap).toBeGreaterThan(TASK_BYTES.holder);
    // LWIP_NETCONN_SEM_PER_THREAD: the semaphore of a task that has used a socket stays (88 bytes).
    expect(at[2]!.heap - at[0]!.heap).toBeLessThanOrEqual(88);
  });

  it('a holder that gets fewer than it wants has what there was', () => {
    const { at } = moments('{ holder: { sockets: 20 } }', [1]);
    expect(at[0]!.sockets).toBe(10);
  });

  it('mdns holds its socket for good', () => {
    const { at } = moments('{ mdns: { sockets: 2 } }', [1, 59]);
    const held = 2;
    expect(at.map(({ sockets }) => sockets - idle!.sockets)).toEqual([held, held]);
    expect(at[0]!.tasks).toContain('mdns');
  });

  it('mqtt without a broker holds a socket only while it tries', () => {
    const { at } = moments(
      '{ mqtt: { to: nobody } }',
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      'timeline: [{ at: 59s, client: nobody, do: connect }]\n',
    );
    const held = new Set(at.map(({ sockets }) => sockets - idle!.sockets));
    expect(Math.max(...held)).toBeLessThanOrEqual(1);
    expect(at.every(({ tasks }) => tasks.includes('mqtt'))).toBe(true);
  });
});
