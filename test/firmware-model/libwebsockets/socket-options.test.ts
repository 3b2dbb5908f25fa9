/** What lws sets on every socket, and what it does when one of them fails. */

import { describe, expect, it } from 'vitest';

import { setSocketOptions } from '../../../firmware-model/libwebsockets/io/socket-options.js';
import type { LwsContext, LwsVhost } from '../../../firmware-model/libwebsockets/wsi/wsi.js';
import type { SocketOption } from '../../../sim/lwip/sockets/socket-api.js';

const KEEP_ALIVE = { time: 10, interval: 3, probes: 4 };
const FD = 5;

function set(keepAlive: typeof KEEP_ALIVE, failsAt = -1): { result: boolean; calls: unknown[] } {
  const calls: unknown[] = [];
  const answer = (): number => (calls.length - 1 === failsAt ? -1 : 0);
  const sockets = {
    *setsockopt(fd: number, option: SocketOption) {
      expect(fd).toBe(FD);
      calls.push(option);
      return answer();
    },
    *setNonBlocking(_fd: number, on: boolean) {
      calls.push(on ? 'non-blocking' : 'blocking');
      return answer();
    },
  };
  const cx = { platform: { sockets } } as unknown as LwsContext;
  const vhost = { settings: { keepAlive } } as unknown as LwsVhost;
  const step = setSocketOptions(cx, vhost, FD).next();
  expect(step.done).toBe(true);
  return { result: step.value as boolean, calls };
}

const ALL = [
  { name: 'SO_KEEPALIVE', value: true },
  { name: 'TCP_KEEPIDLE', seconds: 10 },
  { name: 'TCP_KEEPINTVL', seconds: 3 },
  { name: 'TCP_KEEPCNT', count: 4 },
  { name: 'TCP_NODELAY', value: true },
  'non-blocking',
];

it('no Nagle, not blocking, and keep-alive where the vhost has a time for it', () => {
  expect(set(KEEP_ALIVE)).toEqual({ result: true, calls: ALL });
  expect(set({ ...KEEP_ALIVE, time: 0 })).toEqual({ result: true, calls: ALL.slice(4) });
});

describe('the first that fails is the last', () => {
  it.each(ALL.map((_, i) => i))('number %i', (at) => {
    expect(set(KEEP_ALIVE, at)).toEqual({ result: false, calls: ALL.slice(0, at + 1) });
  });
});
