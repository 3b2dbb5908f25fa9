/** What crashes a device that is short of memory, and what does not: each as the sources have it (docs/fidelity.md). */

import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

const WORDS = 4;

function run(device: string, timeline = ''): Simulation {
  const text = `device:\n  ${device}\nuntil: 5s\ntimeline:\n  - { at: 100ms, client: c1, do: connect }\n${timeline}`;
  const simulation = new Simulation(loadScenario({ text }));
  simulation.run();
  return simulation;
}

/** The first limit of the heap from `from` on at which a run is as wanted. */
function limitWith(
  from: number,
  app: string,
  isWanted: (simulation: Simulation) => boolean,
  timeline?: string,
): number {
  for (let limit = from; limit < from + 1000; limit += WORDS) {
    const device = `profile: esp32-idf-v5.3\n  apps: [${app}]\n  heap_limit: ${limit}`;
    if (isWanted(run(device, timeline))) return limit;
  }
  throw new Error(`no limit of the heap does it to ${app}`);
}

describe('the pool of timeouts', () => {
  const pools = (count: number): string =>
    `profile: lwip-pools\n  apps: [ws-echo]\n  lwipopts: { MEMP_NUM_SYS_TIMEOUT: ${count} }`;

  it('has room for what always runs: with less, lwIP does not compile', () => {
    expect(() => run(pools(3))).toThrow(ScenarioError);
    expect(run(pools(4)).kernel.panic).toBeUndefined();
  });
});

describe('a timeout of TCP without memory', () => {
  const RULE = 'sys_timeout: timeout != NULL, pool MEMP_SYS_TIMEOUT is empty';
  const starved = limitWith(17_200, 'post-json', ({ kernel }) => kernel.panic?.cause.assertion === RULE);

  it('fails an assertion, in the tcpip thread', () => {
    const device = `profile: esp32-idf-v5.3\n  apps: [post-json]\n  heap_limit: ${starved}`;
    expect(run(device).kernel.panic?.cause.why).toBe(RULE);
  });
});

describe('a task that calls the stack for the first time without memory for its semaphore', () => {
  it('reads NULL: a task of the application', () => {
    const steps = `  - { at: 150ms, client: c1, do: ws_open, path: /ws }
  - { at: 160ms, client: c2, do: connect }
  - { at: 180ms, client: c2, do: http, path: /hello }
  - { at: 190ms, client: c4, do: connect }
  - { at: 200ms, device: broadcast, length: 300 }
`;
    const ends = ({ kernel }: Simulation): boolean =>
      kernel.panic?.task?.name === 'bcast' && kernel.panic.cause.why === 'memory access fault';
    expect(limitWith(24_100, 'broadcast', ends, steps)).toBeGreaterThan(0);
  });

  it('reads NULL: the worker, when it is told to broadcast', () => {
    const device = 'profile: esp32-idf-v5.3\n  apps: [ws-echo]\n  worker_priority: 3\n  heap_limit: ';
    const steps = '  - { at: 200ms, device: broadcast, length: 300, task: worker }\n';
    const ended = [21_700, 21_800, 21_900, 22_000, 22_100].map((limit) => {
      const panic = run(`${device}${limit}`, steps).kernel.panic;
      return panic && `${panic.task?.name}: ${panic.cause.why}`;
    });
    expect(ended).toContain('worker: memory access fault');
    expect(run(`${device}30000`, steps).kernel.panic).toBeUndefined();
  });
});
