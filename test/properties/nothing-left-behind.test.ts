/**
 * When every client has gone and the device has heard so by RST, every count and the heap are what they would be if no
 * client had ever come, whenever that happens; what the firmware itself leaks is in a list, to the byte.
 */

import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

import { loadCases, loadScenario } from '../../sim/run/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import { scenarioParts, scenarioText } from './random-scenario.js';
import { leftBehind, type Drained } from './reset-all.js';

/** The semaphore of a task that has once called a socket function (LWIP_NETCONN_SEM_PER_THREAD): 84 bytes and a pointer. */
const SEMAPHORE = 88;
/** `struct` of the broadcast application's work, and of the echo's (`trigger_async_send`). */
const MESSAGE = 12;
const ECHO_ARGUMENT = 8;

type Left = Drained['counts'];
interface Leak {
  readonly why: string;
  readonly left: (run: Drained) => Left;
}

const exactly = (why: string, left: Left): Leak => ({ why, left: () => left });
const tasksWithSemaphores = (tasks: number, more = 0): Left => ({ heap: tasks * SEMAPHORE + more });
const lostMessages: Leak = {
  why: 'httpd_queue_work says ESP_OK for a message that the control socket has no room for: its argument leaks',
  left: ({ lostWork }) => ({ heap: SEMAPHORE + lostWork * MESSAGE }),
};
const worker: Leak = exactly('a worker has used a socket', tasksWithSemaphores(1));

/** Leaks of the firmware or of its application that scenarios of the library show; all others leave nothing. */
const EXPLAINED: Readonly<Record<string, Leak>> = {
  'async-all-sessions-livelock': exactly('the server turns for ever: two sessions, three resets unheard', {
    sockets: 2,
    netconn: 3,
    tcp_active: 3,
    sessions: 2,
    heap: 3672,
  }),
  'async-never-completed-not-purged': exactly('two requests are never completed, nor are their sessions', {
    sockets: 2,
    netconn: 2,
    sessions: 2,
    heap: 2920,
  }),
  'async-one-session-spare': exactly('both workers have used a socket', tasksWithSemaphores(2)),
  'async-second-request-answered': worker,
  'async-second-request-waits': worker,
  'async-stop-waits': worker,
  'async-stop-use-after-free': exactly('it has crashed', { tcp_active: 1, heap: 1520 }),
  'async-workers-come-back': exactly(
    '/never makes a semaphore a request and deletes none; both workers have used a socket',
    tasksWithSemaphores(2, 2 * 84),
  ),
  'async-workers-lost': exactly('both workers keep their requests for ever', { heap: 2584 }),
  'broadcast-priority-4': lostMessages,
  'broadcast-seventh-client': lostMessages,
  'broadcast-slow-reader': lostMessages,
  'descriptor-closed-by-another-task': exactly(
    'the server turns for ever over the descriptor that was closed: no reset is heard',
    { sockets: 1, netconn: 1, tcp_active: 1, sessions: 1, heap: 392 },
  ),
  'log-websockets-in-rapid-succession': worker,
  'post-body-lost-to-worker': worker,
  'viewer-drops-event-stream': worker,
  'own-handler-keeps-memory': exactly(
    '22 blocks are kept; without memory for packets the last reset is not heard',
    {
      sockets: 1,
      netconn: 1,
      tcp_active: 1,
      sessions: 1,
      heap: 22_944,
    },
  ),
  'w800-wss-certificate-accepted-unchecked': exactly('the TLS session that lws keeps to resume', {
    heap: 1040,
  }),
  'w800-wss-resumed-session': exactly('the TLS sessions that lws keeps to resume', { heap: 3 * 1040 }),
  'link-loss-under-push': lostMessages,
  'lru-purges-receivers': lostMessages,
  'push-outruns-stalled-client': lostMessages,
  'broadcast-slow-reader-closed': exactly('the cure loses nothing; its task has used a socket', {
    heap: SEMAPHORE,
  }),
  'close-fn-forgets-close': exactly('the close function of the application closes no socket', {
    sockets: 7,
    netconn: 7,
    heap: 1176,
  }),
  'restart-within-time-wait-no-reuse': exactly('TIME_WAIT is in the way of the second start', {
    sockets: -3,
    netconn: -3,
    tcp_listen: -1,
    heap: -8192,
  }),
  'stop-never-returns': exactly('the message that stops the server was lost', {
    sockets: 3,
    netconn: 3,
    tcp_listen: 1,
    heap: 9468,
  }),
  'session-context-dropped-restarts': exactly('it has crashed in a request', {
    sockets: 1,
    netconn: 1,
    tcp_active: 1,
    sessions: 1,
    heap: 3424,
  }),
  'two-writers-with-a-lock': exactly('the mutex that both writers share', { heap: 84 }),
  'w800-own-wake-up-lost': exactly('each of 15 wishes of another task stays in a list that nobody reads', {
    heap: 15 * 16,
  }),
  'websocket-header-then-silence': exactly('it has crashed', {
    sockets: 1,
    netconn: 1,
    tcp_active: 1,
    sessions: 1,
    heap: 328,
  }),
  'work-burst-blocking': exactly('the main task has used a socket', tasksWithSemaphores(1)),
  'work-burst-lost': {
    why: 'as with broadcast',
    left: ({ lostWork }) => ({ heap: SEMAPHORE + lostWork * ECHO_ARGUMENT }),
  },
  'work-queued-from-work-deadlock': exactly('the server waits for room in its own queue for ever', {
    sockets: 1,
    netconn: 2,
    sessions: 1,
    heap: 922,
  }),
};

const LIBRARY = globSync('scenarios/*.yaml').sort();

describe('after a reset of everything that is active', () => {
  it.each(LIBRARY)('%s leaves what is explained', async (file) => {
    for (const written of loadCases(file)) {
      const scenario = await withRealClients(written);
      const leak = EXPLAINED[scenario.name];
      const run = leftBehind(scenario);
      expect(run.counts, leak?.why).toEqual(leak?.left(run) ?? {});
    }
  });

  it('names no scenario that is not there', () => {
    const names = new Set(LIBRARY.flatMap((file) => loadCases(file).map(({ name }) => name)));
    expect(Object.keys(EXPLAINED).filter((name) => !names.has(name))).toEqual([]);
  });

  it('nothing is left of random clients, at any moment of theirs', () => {
    let resets = 0;
    fc.assert(
      fc.property(scenarioParts, fc.double({ min: 0.3, max: 1, noNaN: true }), (parts, share) => {
        const scenario = loadScenario({ text: scenarioText(parts) });
        const lastUs = Math.max(...scenario.steps.map(({ atUs }) => atUs));
        const run = leftBehind({ ...scenario, untilUs: Math.round(lastUs * share) });
        resets += run.reset;
        if (run.end === 'until') expect(run.counts).toEqual({});
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(resets, 'connections that were there to be reset').toBeGreaterThan(30);
  });
});
