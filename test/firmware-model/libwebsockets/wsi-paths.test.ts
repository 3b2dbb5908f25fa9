/**
 * The wsi's machine against libwebsockets as it runs.
 *
 * Driven: for each kind of connection the ways that it can take through the machine's graph; along every path of it the
 * client does what the events stand for, and the wsi must go where the machine goes. Watched: every life of a wsi in the
 * reference cases below is a path of XState's machine. Both come to every state but those that the SDK's programs do not
 * reach.
 */

import { join } from 'node:path';
import { setup, transition } from 'xstate';
import { describe, expect, test } from 'vitest';
import { wsiMachine } from '../../../firmware-model/libwebsockets/wsi/wsi.machine.js';
import type { WsiEvent } from '../../../firmware-model/libwebsockets/wsi/wsi.table.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { pathText, simplePaths, type Path } from '../../kernel/machine-paths.js';

const CASES = join(import.meta.dirname, '../../conformance');
const NAMES = [
  'w800/hp_01_post_json',
  'w800/hp_05_length_mismatch',
  'w800/hp_10_ws_open',
  'w800/wc_01_echo',
  'w800/wc_04_no_answer',
  'w800/wc_10_masked_from_server',
  'w800/ws_01_echo_close',
  'tls-w800/hp_t01_post',
  'tls-w800-client/wt_01_echo',
];
/** Bodies that nobody wants, and transactions that wait for the next: no program of the SDK comes to either. */
const UNREACHED = ['deferring-action', 'discard-body'];

/** What happened to each wsi of a run: the events and where each led. */
function lives(simulation: Simulation): { readonly event: WsiEvent; readonly state: string }[][] {
  const byWsi = new Map<object, { event: WsiEvent; state: string }[]>();
  simulation.lifecycles.watch({
    moved: (lifecycle, _from, event) => {
      if (lifecycle.definition.id !== wsiMachine.id) return;
      const life = byWsi.get(lifecycle) ?? [];
      byWsi.set(lifecycle, life);
      life.push({ event: event as WsiEvent, state: lifecycle.state });
    },
  });
  simulation.run();
  return [...byWsi.values()];
}

const ofCase = (name: string): Simulation => new Simulation(loadScenario(join(CASES, `${name}.yaml`)));
const seen = new Map(NAMES.map((name) => [name, lives(ofCase(name))]));

test.each(NAMES)('%s: each wsi goes where XState goes', (name) => {
  const all = seen.get(name)!;
  expect(all.length).toBeGreaterThan(0);
  for (const life of all) {
    let snapshot = wsiMachine.resolveState({ value: 'unconnected', context: {} });
    for (const { event: type, state } of life) {
      expect(snapshot.can({ type })).toBe(true);
      [snapshot] = transition(wsiMachine, snapshot, { type }) as [typeof snapshot, never];
      expect(snapshot.value).toBe(state);
    }
  }
});

test('together they come to every state that can be reached', () => {
  const reached = new Set(['unconnected', ...[...seen.values()].flat(2).map(({ state }) => state)]);
  const states = Object.keys(wsiMachine.root.states);
  expect(states.filter((state) => !reached.has(state)).sort()).toEqual(UNREACHED);
});

/** What the client does for an event to happen; none: it comes by itself. `path` is the whole way. */
type Doing = string | ((path: Path) => string | undefined) | undefined;

/** A kind of connection: the device, and its ways through the graph, by state and event. */
interface Kind {
  readonly device: string;
  readonly ways: Readonly<Record<string, Partial<Record<WsiEvent, Doing>>>>;
}

const comesTo = (path: Path, wanted: WsiEvent): boolean => path.some(({ event }) => event === wanted);

const CONNECT = 'client: c1, do: connect';
const ABORT = 'client: c1, do: abort';
const UPGRADE = 'client: c1, do: ws_open, path: /, subprotocol: echo-protocol';
const HALF_A_POST =
  'client: c1, do: send, text: "POST /data HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 9\\r\\n\\r\\nabc"';
const PROXY = 'client: c1, do: send, text: "CONNECT x:1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n"';
/** Opcode 5 is none. */
const BAD_FRAME = 'client: c1, do: ws_frame, opcode: 5, text: x';
const CLOSE_FRAME = 'client: c1, do: ws_close, code: 1000';

const SERVER_ABORT = 'client: A, do: abort';
const CLIENT_WAYS: Kind['ways'] = {
  'waiting-dns': { connect: undefined },
  'waiting-server-reply': {
    upgrade: 'client: A, do: ws_accept, subprotocol: echo-protocol',
    die: SERVER_ABORT,
  },
  established: {
    'close-wanted': 'client: A, do: ws_frame, opcode: 8, hex: "03e8", masked: false',
    die: SERVER_ABORT,
  },
  'waiting-to-send-close': { 'close-returned': undefined },
  'returned-close': { flush: undefined },
  'flushing-before-close': { die: undefined },
};
const KINDS: Readonly<Record<string, Kind>> = {
  'a websocket that the device serves': {
    device: 'apps: [lws-ws-server]',
    ways: {
      unconnected: { adopt: CONNECT },
      headers: { 'request-complete': UPGRADE, die: ABORT },
      'pre-ws-serving-accept': { upgrade: undefined },
      established: { 'close-returned': CLOSE_FRAME, 'close-wanted': BAD_FRAME, die: ABORT },
      'waiting-to-send-close': { 'close-sent': undefined },
      'awaiting-close-ack': { die: ABORT },
      'returned-close': { flush: undefined },
      'flushing-before-close': { die: undefined },
    },
  },
  'a page that there is none of': {
    device: 'apps: [lws-http-post]',
    ways: {
      unconnected: { adopt: CONNECT },
      headers: { 'request-complete': 'client: c1, do: http, path: /' },
      'pre-ws-serving-accept': { 'serve-request': undefined },
      established: { dispatch: undefined },
      'doing-transaction': { die: ABORT },
    },
  },
  'a request with a body': {
    device: 'apps: [lws-http-post]',
    ways: {
      unconnected: { adopt: CONNECT },
      headers: { 'request-complete': HALF_A_POST },
      'pre-ws-serving-accept': { 'serve-request': undefined },
      established: { dispatch: undefined },
      'doing-transaction': { 'expect-body': undefined },
      body: { die: ABORT },
    },
  },
  'a client that takes it for a proxy': {
    device: 'apps: [lws-ws-server]',
    ways: {
      unconnected: { adopt: CONNECT },
      headers: { 'fall-back': PROXY },
      established: { die: ABORT },
    },
  },
  'a client with TLS': {
    device: 'apps: [lws-ws-server], tls: {}',
    ways: {
      unconnected: {
        'adopt-tls': (path) =>
          comesTo(path, 'tls-accepted') ? 'client: c1, do: tls_connect' : `${CONNECT}, port: 443`,
      },
      'ssl-init': { 'tls-begun': undefined },
      'ssl-ack-pending': { 'tls-accepted': undefined, die: ABORT },
      established: { 'request-complete': UPGRADE, die: ABORT },
    },
  },
  'the device as a client': {
    device: 'apps: [lws-ws-client]',
    ways: {
      ...CLIENT_WAYS,
      // Without a listener the connection is refused.
      unconnected: {
        resolve: (path) =>
          pathText(path) === 'resolve, connect, die' ? undefined : 'client: A, do: listen, port: 9000',
      },
      'waiting-connect': { connected: undefined, die: undefined },
      'issue-handshake': { 'handshake-sent': undefined },
    },
  },
  'the device as a client with TLS': {
    device: 'apps: [lws-ws-client], heap_limit: 184320, tls: { allow_self_signed: true, ske: [116] }',
    ways: {
      ...CLIENT_WAYS,
      // A server without TLS does not answer the handshake.
      unconnected: {
        resolve: (path) =>
          `client: A, do: listen, port: 9000${comesTo(path, 'handshake-sent') ? ', tls: { cert: ec-self }' : ''}`,
      },
      'waiting-connect': { connected: undefined },
      'issue-handshake': { 'tls-begun': undefined },
      'waiting-ssl': { 'handshake-sent': undefined, die: SERVER_ABORT },
    },
  },
};

/** The part of the wsi's graph that a kind of connection can go through. */
function pathsOf({ ways }: Kind): Path[] {
  const all = wsiMachine.config.states as Record<string, { on?: Record<string, string> }>;
  const states = Object.entries(all).map(([state, { on = {} }]) => {
    const events = Object.keys(ways[state] ?? {});
    const missing = events.filter((event) => !(event in on));
    if (missing.length > 0) throw new Error(`${state} has no ${missing.join(', ')}`);
    return [state, { on: Object.fromEntries(events.map((event) => [event, on[event]!])) }];
  });
  const part = setup({}).createMachine({
    id: 'part',
    initial: 'unconnected',
    states: Object.fromEntries(states) as Record<string, object>,
  });
  return simplePaths(part).filter((path) => path.length > 0);
}

/** What happens to the wsi of a client that does what a path stands for. */
function drive({ device, ways }: Kind, path: Path): Path {
  const steps: string[] = [];
  // The device connects at once, and listens soon.
  const startS = path[0]!.event === 'resolve' ? 0 : 1;
  let state = 'unconnected';
  path.forEach(({ event, state: next }, i) => {
    const doing = ways[state]![event as WsiEvent];
    const step = typeof doing === 'function' ? doing(path) : doing;
    if (step !== undefined) steps.push(`  - { at: ${startS + i}s, ${step} }`);
    state = next;
  });
  const text = `
device: { profile: w800-sdk-2.4, ${device} }
until: 30s
${steps.length === 0 ? '' : 'timeline:'}
${steps.join('\n')}
`;
  return lives(new Simulation(loadScenario({ text })))[0]!;
}

const driven = new Set<string>();

describe.each(Object.entries(KINDS))('%s', (_name, kind) => {
  const paths = pathsOf(kind);
  test.each(paths.map((path) => [pathText(path), path] as const))('%s', (_text, path) => {
    // Where the path ends before the connection does, it goes on by itself.
    expect(drive(kind, path).slice(0, path.length)).toEqual(path);
    for (const { state } of path) driven.add(state);
  });
});

test('the driven ones come to every state that can be reached', () => {
  const states = Object.keys(wsiMachine.root.states).filter((state) => state !== 'unconnected');
  expect(states.filter((state) => !driven.has(state)).sort()).toEqual(UNREACHED);
});
