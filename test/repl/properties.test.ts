/** Whatever is typed, forwards and backwards: the state is the one of a fresh run, and what is saved replays it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleOn, EIGHT_CLIENTS, freshRun, linesOf, recorded, replay, run, type Files } from './harness.js';

const RUNS = 100;
const MOST_COMMANDS = 40;

const client = fc.constantFrom('tab1', 'tab2', 'tab7', 'tab8', 'new1', 'new2');
const times = fc.integer({ min: 1, max: 30 });
const forward = fc.oneof(
  times.map((n) => `step ${n}`),
  fc.constantFrom('next', 'select', 'finish', 'next 3', 'select 4', 'finish 2', 'continue'),
  fc.integer({ min: 0, max: 19_000_000 }).map((us) => `goto ${us}us`),
  fc.integer({ min: 0, max: 1_200_000 }).map((us) => `goto ${us}us`),
);
const backward = fc.oneof(
  times.map((n) => `reverse-step ${n}`),
  fc.constantFrom(
    'reverse-next',
    'reverse-select',
    'reverse-finish',
    'reverse-continue',
    'rn 2',
    'rsel 3',
    'rfin 4',
    'restart',
  ),
);
const doing = fc.oneof(
  client.map((name) => `client ${name} connect`),
  client.map((name) => `client ${name} http /ws`),
  client.map((name) => `client ${name} ws_open /ws`),
  client.map((name) => `client ${name} ws_text "hello"`),
  client.map((name) => `client ${name} close`),
  client.map((name) => `client ${name} abort`),
  client.map((name) => `client ${name} vanish`),
  fc.constantFrom(
    'link drop rx 2',
    'link drop tx 1',
    'link outage 250ms',
    'set link.latency 3ms',
    'set until 15s',
  ),
  fc.constantFrom('device stop', 'device start', 'device queue_work 2', 'device broadcast 100', 'undo'),
);
const looking = fc.constantFrom(
  'netstat',
  'tasks',
  'diff',
  'why tab8',
  'machines',
  'break sockets full',
  'delete',
  'tend',
);
const commands = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: forward },
    { weight: 3, arbitrary: backward },
    { weight: 2, arbitrary: doing },
    looking,
  ),
  { maxLength: MOST_COMMANDS },
);

/** The one thing that is no command: what the terminal does in idle time. */
async function obey(console: ReturnType<typeof consoleOn>, command: string): Promise<void> {
  if (command === 'tend') console.session.timeline.tend(console.session.position, () => false);
  else await run(console, command);
}

/** Clients that act by themselves, beside those of the steps. */
const WITH_GROUPS = `${EIGHT_CLIENTS}
groups:
  - name: poll
    count: 2
    start: 300ms
    steps:
      - { do: repeat, times: 3, every: 2s, steps: [{ do: http, path: /ws }, { do: close }] }
`;

describe.each([
  ['eight clients', EIGHT_CLIENTS],
  ['groups', WITH_GROUPS],
])('any sequence of commands (%s)', (_name, scenario) => {
  it('ends in the state of a fresh run, and forward, back, forward again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(commands, fc.boolean(), times, async (sequence, looksBack, detour) => {
        const console = consoleOn(scenario, new Map(), looksBack);
        for (const command of sequence) await obey(console, command);
        const { session } = console;
        const { position, timeUs } = session;
        const before = { trace: recorded(console), view: session.view() };
        await run(console, 'delete', `reverse-step ${detour}`, 'netstat', `goto #${position}`);
        session.place(position, timeUs);
        expect(session.position).toBe(position);
        expect(recorded(console)).toEqual(before.trace);
        const fresh = freshRun(session.timeline.scenario, position);
        expect(fresh.trace).toEqual(before.trace);
        expect(fresh.view).toEqual(before.view);
        expect(session.view()).toEqual(fresh.view);
      }),
      { numRuns: RUNS },
    );
  });

  it('is saved as a scenario that replays it byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const files: Files = new Map();
        const console = consoleOn(scenario, files);
        for (const command of sequence) await obey(console, command);
        const seen = recorded(console);
        await linesOf(console, 'save out.yaml');
        const replayed = replay(files.get('out.yaml')!);
        expect(replayed.slice(0, seen.length)).toEqual(seen);
        await linesOf(console, 'goto end');
        expect(recorded(console)).toEqual(replayed);
      }),
      { numRuns: RUNS },
    );
  });
});
