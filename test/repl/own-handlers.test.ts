/** Sessions of scenarios with handlers of their own, on both servers: matrix, parameters, settings, what is saved. */

import { join } from 'node:path';
import { expect, it } from 'vitest';

import { temporaryFiles } from '../language/temporary-files.js';
import { loadScenario } from '../../sim/run/load.js';
import { Console } from '../../sim/repl/console.js';
import { EditedScenario } from '../../sim/repl/engine/edited-scenario.js';
import { freshRun, linesOf, replay, run, type Files } from './harness.js';

const ESP = `parameters: { wait: 100ms, size: { default: 500, description: bytes } }
matrix: { wait: [100ms, 3s], handlers.0.do.1.send: [10, 20] }
device:
  profile: esp32-idf-v5.3
  handlers:
    - uri: /log
      do: [{ delay: $(wait) }, { send: 5 }]
    - uri: /stream
      do: [{ repeat: 3, do: [{ chunk: $(size) }, { delay: 50ms }] }, { chunk: end }]
until: 10s
groups:
  - { name: a, start: 1s, steps: [{ do: http, path: /log }, { do: http, path: /stream }] }
`;
const LWS = `parameters: { n: 2 }
matrix: { n: 1..3 }
device:
  profile: w800-sdk-2.4
  handlers:
    - websocket: true
      do: [{ ws_send: echo }]
      on: { established: [{ log: 'hello $(n)' }, { timer: 1s }], timer: [{ log: tick }] }
until: 5s
groups:
  - { name: a, count: $(n), start: 1s, steps: [{ do: ws_open, path: / }, { do: ws_text, text: hi, expect: { text: hi } }] }
`;
const BASE = 'extends: own.yaml\n';

/** A console on a file of its own, with what it saves. */
function consoleOf(text: string, set: readonly string[], name = 'own.yaml'): [Console, Files, string] {
  const folder = temporaryFiles({ 'own.yaml': text, 'variant.yaml': BASE });
  const saved: Files = new Map();
  const file = join(folder, name);
  const edited = EditedScenario.read(file, set);
  return [
    new Console(edited, { looksBack: false, writeFile: (to, content) => void saved.set(to, content) }),
    saved,
    file,
  ];
}

it.each([
  ['esp_http_server', ESP, ['wait=3s', 'handlers.0.do.1.send=20'], { delay: '3s', send: 20 }],
  ['libwebsockets', LWS, ['n=3'], { count: 3 }],
])(
  '%s: a session of one case is saved as that case alone, and runs the same',
  async (_, text, set, shows) => {
    const [console, saved, file] = consoleOf(text, set);
    await linesOf(console, 'until 2s; save it.yaml');
    const again = saved.get('it.yaml')!;
    expect(again).not.toContain('matrix');
    const scenario = loadScenario({ text: again, file });
    if ('count' in shows) expect(scenario.groups?.[0]?.clients).toHaveLength(shows.count);
    const whole = (one: typeof scenario): string[] =>
      freshRun(one, Number.POSITIVE_INFINITY).trace.filter((line) => !line.includes('"meta"'));
    expect(replay(again).filter((line) => !line.includes('"meta"'))).toEqual(
      whole(console.session.edited.base),
    );
    const told = (one: typeof scenario): string[] =>
      whole(one).filter((line) => /"k":"(?:seg|log|cli)"/.test(line));
    expect(told(scenario)).toEqual(told(loadScenario(file, { set })));
  },
);

it('a setting in a handler, of a parameter, of a group: by number and name, also over --set', async () => {
  const [console, saved] = consoleOf(ESP, ['wait=3s', 'handlers.0.do.1.send=20']);
  await linesOf(
    console,
    'until 1500ms; set handlers.0.do.1.send 30; set size 700; set wait 1s; set a 2; set groups.a.auto_close false',
  );
  await linesOf(console, 'save it.yaml');
  const text = saved.get('it.yaml')!;
  const { groups } = loadScenario({ text, file: 'it.yaml' });
  expect(groups?.[0]).toMatchObject({ clients: [expect.anything(), expect.anything()] });
  expect(text).toContain('parameters: { wait: 1s, size: { default: 700, description: bytes } }');
  expect(text).toContain('{ send: 30 }');
  expect(await linesOf(console, 'explain handlers.0.do.1.send')).toContain(
    'httpd_resp_send: the whole answer',
  );
});

it('a list of the file that is extended comes along', async () => {
  const [console, saved, file] = consoleOf(ESP, ['wait=100ms', 'handlers.0.do.1.send=20'], 'variant.yaml');
  await linesOf(console, 'set handlers.1.do.0.repeat 5; save it.yaml');
  const text = saved.get('it.yaml')!;
  expect(text).toContain('matrix: null');
  const { device } = loadScenario({ text, file });
  expect(JSON.stringify(device.handlers)).toContain('"times":5');
});

it('completes what stands in handlers, and the words of their deeds', async () => {
  const [console] = consoleOf(LWS, ['n=1']);
  const command = (name: string) => console.commands.find(({ names }) => names.includes(name))!;
  const paths = command('set').complete!(console, ['handlers']);
  expect(paths).toContain('device.handlers.0.on.timer.0.log');
  expect(paths).toContain('link.latency');
  for (const word of ['ws_send', 'callback_on_writable', 'device.handlers.do.repeat'])
    expect(command('explain').complete!(console, [word])).toContain(word);
  const [told] = await run(console, 'explain established');
  expect(told?.lines.join('\n')).toContain('ESTABLISHED: the handshake is done');
});

it('a step typed for a client of a group, on the connection that it has', async () => {
  const [console, saved] = consoleOf(LWS, ['n=1']);
  await linesOf(console, 'until 2s; a1 ws_text "typed"; until 3s; save it.yaml');
  const text = saved.get('it.yaml')!;
  expect(text).toContain('client: a1');
  // The frame with "typed", sent back.
  const echoed = replay(text).filter((line) => line.includes('81057479706564'));
  expect(echoed).toHaveLength(1);
});
