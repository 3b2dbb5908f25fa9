/** Runs that the device does not survive: what spins is named, what uses freed memory is named. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TraceRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import {
  httpd_get_client_list,
  httpd_queue_work,
  httpd_sess_trigger_close,
  httpd_stop,
  httpd_ws_get_fd_info,
  type HttpServer,
} from '../../../firmware-model/esp-http-server/index.js';
import { createTask } from '../../../firmware-model/apps/frame/app.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { fakeDevice } from '../fake-device.js';

const LIBRARY = join(import.meta.dirname, '../../../scenarios');
const SECOND_US = 1_000_000;

function simulate(name: string): { readonly simulation: Simulation; readonly records: TraceRecord[] } {
  const simulation = new Simulation(loadScenario(join(LIBRARY, `${name}.yaml`)));
  const records: TraceRecord[] = [];
  simulation.trace.subscribe(['log', 'panic', 'livelock', 'end'], (record) => records.push(record));
  return { simulation, records };
}

test('a livelock ends the run, and names task, loop and time', () => {
  const { simulation, records } = simulate('async-all-sessions-livelock');
  // c3's handshake: SYN, SYN-ACK, ACK, one millisecond each.
  const since = 2_003_000;
  expect(simulation.run()).toEqual({ end: 'livelock', timeUs: since });
  expect(records.filter(({ k }) => k !== 'log')).toEqual([
    {
      t: since,
      k: 'livelock',
      task: 'httpd',
      loop: expect.stringMatching(/^httpd_server: .*httpd_sess_close_lru finds no session/) as string,
      since,
    },
  ]);
  expect(records.length).toBeLessThan(1000);
});

test('a livelock ends a run in steps, too', () => {
  const { simulation, records } = simulate('async-all-sessions-livelock');
  for (let steps = 0; steps < 10_000 && !simulation.isOver; steps++) simulation.step();
  expect(simulation.isOver).toBe(true);
  expect(simulation.kernel.livelock?.taskName).toBe('httpd');
  expect(records.at(-1)?.k).toBe('livelock');
});

test('a worker that uses a session after httpd_stop crashes, and the panic says so', () => {
  const { simulation, records } = simulate('async-stop-use-after-free');
  expect(simulation.run()).toEqual({ end: 'panic', timeUs: 3_200_000 });
  expect(records.at(-1)).toMatchObject({
    k: 'panic',
    task: 'async_req_worker',
    why: expect.stringMatching(/use after free.*httpd_stop.*port 80/) as string,
  });
});

const uses: readonly [string, (server: HttpServer) => Blocking<unknown>][] = [
  ['httpd_queue_work', (server) => httpd_queue_work(server, function* () {}, undefined)],
  ['httpd_sess_trigger_close', (server) => httpd_sess_trigger_close(server, 57)],
  ['httpd_stop', (server) => httpd_stop(server)],
  [
    'httpd_get_client_list',
    function* (server) {
      httpd_get_client_list(server, { fds: 7, client_fds: [] });
    },
  ],
  [
    'httpd_ws_get_fd_info',
    function* (server) {
      httpd_ws_get_fd_info(server, 57);
    },
  ],
];

test.each(uses)('%s on a server that was stopped is a use after free', (_name, use) => {
  const { kernel, context, tasks } = fakeDevice();
  kernel.run(SECOND_US);
  const [server] = tasks.servers();
  const body = function* (): Blocking<void> {
    yield* httpd_stop(server);
    yield* use(server!);
  };
  createTask(context, 'careless', 0, 1, body());
  expect(kernel.run(2 * SECOND_US)).toBe('panic');
  expect(kernel.panic?.task?.name).toBe('careless');
  expect(kernel.panic?.cause.why).toContain('use after free');
});
