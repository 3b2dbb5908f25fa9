import { describe, expect, it } from 'vitest';
import type { ClientConnection, ClientStack } from '../../sim/hosts/client-stack.js';
import { Bench } from './bench.js';

describe('hosts', () => {
  it('get names, addresses and sequence numbers in order of first appearance', () => {
    const { hosts } = new Bench();
    hosts.get('b');
    hosts.get('a');
    expect([...hosts].map(({ name, ip, isn }) => [name, ip - 0xc0a80400, isn])).toEqual([
      ['c1', 100, 1000],
      ['b', 101, 2000],
      ['a', 102, 3000],
    ]);
    expect(hosts.get('b')).toBe(hosts.byIp(0xc0a80465));
    expect(hosts.byIp(0xc0a80402)).toBeUndefined();
    expect(hosts.nameOf(0xc0a80466)).toBe('a');
    expect(hosts.nameOf(1)).toBe('?');
  });

  it('can have another stack', () => {
    const opened: number[] = [];
    const stack: ClientStack = {
      id: 'other',
      connect: (host, localPort) => {
        opened.push(localPort);
        return {
          localPort,
          remotePort: 80,
          isn: host.isn,
          peerIsn: undefined,
          state: 'dead',
        } as ClientConnection;
      },
      accept: () => {
        throw new Error('unused');
      },
    };
    const bench = new Bench({}, { stackOf: () => stack });
    bench.host.connect();
    expect(opened).toEqual([49_152]);
  });
});
