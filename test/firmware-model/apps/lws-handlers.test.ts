/** Handlers that a scenario writes itself, as a program for libwebsockets: each deed in the callback that it belongs to. */

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';
import { complaintOf } from '../../language/failure.js';

type Handlers = readonly object[];

function scenario(handlers: Handlers, groups: readonly object[], more: object = {}): string {
  return JSON.stringify({
    device: { profile: 'w800-sdk-2.4', handlers, ...more },
    until: '40s',
    groups,
  });
}

function run(handlers: Handlers, groups: readonly object[], more: object = {}): SimulatedRun {
  return new SimulatedRun(loadScenario({ text: scenario(handlers, groups, more) }));
}

const callbacks = (one: SimulatedRun, reason: string): number =>
  one.records.filter((record) => record.k === 'cb' && record.reason === `LWS_CALLBACK_${reason}`).length;

/** When the client first saw something of a kind, seconds. */
const seenAt = (one: SimulatedRun, client: string, what: RegExp): number =>
  one.client(client).events.find(({ ev, text = '' }) => what.test(`${ev} ${text}`))!.t / 1e6;

const complaint = (handlers: Handlers, more: object = {}): string =>
  complaintOf(() => loadScenario({ text: scenario(handlers, [], more) }));

const connect = { do: 'connect' };
const get = (...paths: string[]): object => ({
  ...{ name: 'c', start: '100ms' },
  steps: [connect, ...paths.map((path) => ({ do: 'http', path }))],
});
const post = (body: string): object => ({
  ...{ name: 'c', start: '100ms' },
  steps: [connect, { do: 'http', method: 'POST', path: '/x', body }],
});
const ws = (name: string, steps: readonly object[], subprotocol?: string): object => ({
  ...{ name, start: '100ms' },
  steps: [connect, { do: 'ws_open', path: '/', ...(subprotocol && { subprotocol }) }, ...steps],
});
const say = (text: string): object => ({ do: 'ws_text', text });
const wait = (time: string): object => ({ do: 'wait', for: time });

describe('requests', () => {
  it('an answer with its length, and the next request on the same connection', () => {
    const one = run(
      [
        {
          uri: '/x',
          do: [{ status: '503' }, { type: 'a/b' }, { header: { 'X-N': 7 } }, { send: 'hi' }],
        },
      ],
      [get('/x', '/x')],
    );
    const answer =
      'HTTP/1.1 503 Service Unavailable\r\ncontent-type: a/b\r\ncontent-length: 2\r\nX-N: 7\r\n\r\nhi';
    expect(one.client('c1').received).toBe(answer + answer);
  });

  it('no chunks: an answer without length ends with the connection', () => {
    const one = run([{ uri: '/x', do: [{ chunk: 'a' }, { chunk: 'b' }, { chunk: 'end' }] }], [get('/x')]);
    expect(one.client('c1').received).toBe(
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\nab',
    );
    expect(callbacks(one, 'CLOSED_HTTP')).toBe(1);
  });

  it('piece by piece, one a writable callback', () => {
    const one = run(
      [
        {
          uri: '/x',
          do: [{ chunk: 'a' }, { callback_on_writable: true }],
          on: { writeable: [{ chunk: 'b' }, { again: 4 }, { chunk: 'end' }] },
        },
      ],
      [get('/x')],
    );
    expect(one.client('c1').received).toMatch(/\r\n\r\nabbbb$/);
    expect(callbacks(one, 'HTTP_WRITEABLE')).toBe(4);
  });

  it('the body comes by callbacks: recv: all is where it is complete', () => {
    const one = run(
      [
        {
          uri: '/x',
          method: 'POST',
          do: [{ log: 'begun' }, { recv: 'all' }, { send: 'saved' }],
          on: { body: [{ log: 'a piece' }] },
        },
      ],
      [post('a'.repeat(3000))],
    );
    expect(one.logged('handlers: begun')).toHaveLength(1);
    expect(one.logged('handlers: a piece').length).toBeGreaterThan(1);
    expect(one.client('c1').received).toMatch(/\r\n\r\nsaved$/);
  });

  it('what no handler is for, and an error of lws’s own page', () => {
    const one = run([{ uri: '/a*', do: [{ error: 403 }] }], [get('/nix', '/abc')]);
    expect(one.client('c1').received).toMatch(/^HTTP\/1.1 404 Not Found[^]*HTTP\/1.1 403 Forbidden/);
  });

  it('one that fails is closed; one that never answers, after 15 s', () => {
    const one = run([{ uri: '/x', do: [{ fail: true }] }], [get('/x')]);
    expect(one.client('c1').received).toBe('');
    const silent = run([{ uri: '/x', do: [{ log: 'hm' }] }], [get('/x')]);
    expect(silent.client('c1').received).toBe('');
    expect(callbacks(silent, 'CLOSED_HTTP')).toBe(1);
    expect(
      silent.records.find((record) => record.k === 'cb' && record.reason === 'LWS_CALLBACK_CLOSED_HTTP')!.t /
        1e6,
    ).toBeCloseTo(15.1, 1);
  });

  it('who computes holds everybody: there is one thread', () => {
    const one = run(
      [
        { uri: '/x', do: [{ compute: '3s' }, { send: 'x' }] },
        { uri: '/y', do: [{ send: 'y' }] },
      ],
      [
        get('/x'),
        { name: 'd', start: '200ms', steps: [connect, { do: 'http', path: '/y', expect: { status: 200 } }] },
      ],
    );
    expect(seenAt(one, 'd1', /HTTP/)).toBeGreaterThan(3);
  });
});

describe('websockets', () => {
  it('chosen by their subprotocol; who asks for none gets the one without', () => {
    const one = run(
      [
        { websocket: true, do: [{ ws_send: 'plain' }] },
        { websocket: true, subprotocol: 'chat', do: [{ ws_send: 'chat' }] },
      ],
      [ws('p', [say('a')]), ws('q', [say('a')], 'chat'), ws('r', [say('a')], 'nix')],
    );
    expect(one.client('p1').received).toMatch(/plain$/);
    expect(one.client('q1').received).toMatch(/chat$/);
    expect(one.logged('No supported protocol "nix"')).toHaveLength(1);
  });

  it('a message for all: each has it when it can be written to', () => {
    const one = run(
      [{ websocket: true, do: [{ ws_send: 'echo', to: 'all' }] }],
      [ws('p', [wait('2s')]), ws('q', [wait('1s'), say('hello all')])],
    );
    for (const name of ['p1', 'q1']) expect(one.client(name).received).toMatch(/hello all$/);
    expect(callbacks(one, 'SERVER_WRITEABLE')).toBe(2);
  });

  it('its callbacks, a timer, a CLOSE with a reason', () => {
    const one = run(
      [
        {
          websocket: true,
          do: [{ close_reason: { code: 4001, text: 'enough' } }, { fail: true }],
          on: {
            filter: [{ log: 'asked' }],
            established: [{ log: 'open' }, { timer: '2s' }],
            timer: [{ ws_send: 'time' }],
            closed: [{ log: 'gone' }],
          },
        },
      ],
      [ws('p', [wait('3s'), say('a')])],
    );
    expect(one.logged('handlers:').map(({ msg }) => msg)).toEqual(['asked', 'open', 'gone']);
    expect(one.client('p1').received).toMatch(/time\x88\x08\x0f\xa1enough$/s);
  });

  it('a wish of another task is lost while the loop waits, and carried out when the loop is at work', () => {
    const task = (deed: object): object => ({
      tasks: [{ name: 'other', priority: 2, do: [{ delay: '1s' }, deed] }],
    });
    const handlers = [{ websocket: true, do: [{ delay: '5s' }], on: { writeable: [{ log: 'writable' }] } }];
    const wish = { callback_on_writable: 'all' };
    const waiting = run(handlers, [ws('p', [])], task(wish));
    expect(waiting.logged('handlers: writable')).toHaveLength(0);
    expect(waiting.refused('wishes of other tasks')).toBe(1);
    const atWork = run(handlers, [ws('p', [say('a')])], task(wish));
    expect(atWork.logged('handlers: writable')).toHaveLength(1);
  });

  it('flags of a task, looked at in the loop', () => {
    const one = run(
      [
        { websocket: true, do: [{ log: 'x' }] },
        { on: { loop: [{ when: 'fresh', do: [{ ws_send: 'tick', to: 'all' }] }] } },
      ],
      [ws('p', [wait('3s')])],
      { tasks: [{ name: 'other', do: [{ repeat: 2, do: [{ delay: '1s' }, { set: 'fresh' }] }] }] },
    );
    expect(one.client('p1').received).toMatch(/tick\x81\x04tick$/s);
  });

  it('a filter of connections', () => {
    const one = run(
      [{ websocket: true, do: [{ log: 'x' }] }, { on: { filter_network: [{ limit: 1 }] } }],
      [ws('p', [wait('1s')]), { ...ws('q', []), start: '500ms' }],
    );
    expect(one.client('q1').received).toBe('');
    expect(callbacks(one, 'SERVER_NEW_CLIENT_INSTANTIATED')).toBe(1);
  });
});

describe('what libwebsockets can’t do is told with its place', () => {
  const request = (...deeds: object[]): Handlers => [{ uri: '/x', do: deeds }];
  const socket = (...deeds: object[]): Handlers => [{ websocket: true, do: deeds }];
  it.each([
    ['queue_work', request({ queue_work: [{ log: 'x' }] }), 'w800-sdk-2.4 has no queue_work'],
    ['async', request({ async: { do: [{ send: 1 }] } }), 'has no async: libwebsockets has one thread'],
    ['ws_recv', socket({ ws_recv: true }), 'RECEIVE has the message already'],
    [
      'recv: N',
      [{ uri: '/x', method: 'POST', do: [{ recv: 10 }] }],
      'hands the body over in LWS_CALLBACK_HTTP_BODY',
    ],
    ['recv of a GET', request({ recv: 'all' }), 'has no body for libwebsockets'],
    [
      'a URI',
      [{ uri: '/ws', websocket: true, do: [{ log: 'x' }] }],
      'chooses a websocket by its subprotocol',
    ],
    [
      'two',
      [...socket({ log: 'x' }), ...socket({ log: 'x' })],
      'a websocket without subprotocol stands twice',
    ],
    ['two URIs', [...request({ send: 1 }), ...request({ send: 1 })], 'GET /x stands twice'],
    ['a status', request({ status: 'Busy' }), 'takes a number, and writes its own words'],
    ['echo', [{ websocket: true, on: { writeable: [{ ws_send: 'echo' }] } }], 'there is no message in this'],
    [
      'a callback',
      [{ uri: '/x', do: [{ send: 1 }], on: { established: [{ log: 'x' }] } }],
      'established is no callback of a request',
    ],
    ['closed', [{ uri: '/x', do: [{ send: 1 }], on: { closed: [{ send: 1 }] } }], 'the connection is gone'],
    ['the program', [{ on: { loop: [{ ws_send: 'x' }] } }], 'which is about no connection'],
    ['no uri', [{ do: [{ send: 1 }] }], 'uri is missing'],
    ['ws_send', request({ ws_send: 'x' }), 'ws_send goes with websocket: true'],
  ])('%s', (_, handlers, message) => {
    expect(complaint(handlers)).toContain(message);
    expect(complaint(handlers)).toMatch(/:1:\d+ /);
  });

  it('two programs', () => {
    expect(complaint(request({ send: 1 }), { apps: ['lws-ws-server'] })).toContain('runs one program');
  });
});
