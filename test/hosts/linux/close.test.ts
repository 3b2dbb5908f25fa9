/** close(2), keep-alive and Nagle as a program asks for them, and what it can know of its queued data. */

import { describe, expect, it } from 'vitest';

import { linuxStack } from '../../../sim/hosts/linux/linux-stack.js';
import { Bench, bytes, MS, SECOND } from '../bench.js';

function established(): Bench {
  const bench = new Bench({}, { stackOf: () => linuxStack() });
  bench.establish();
  return bench;
}

describe('close(2)', () => {
  it('is a FIN when everything is read', () => {
    const bench = established();
    bench.host.release(bench.host.connection!);
    bench.settle();
    expect(bench.sent).toEqual(['FA 1:1+0']);
  });

  it('is an RST while received data is unread', () => {
    const bench = established();
    bench.host.pause();
    bench.device({ fl: 'PA', data: 'unread' });
    bench.settle();
    bench.clear();
    bench.host.release(bench.host.connection!);
    bench.settle();
    expect(bench.sent).toEqual(['RA 1:7+0']);
    expect(bench.events).toEqual(['closed']);
  });

  it('answers data that still comes with an RST', () => {
    const bench = established();
    bench.host.release(bench.host.connection!);
    bench.settle();
    bench.clear();
    bench.device({ fl: 'PA', ack: 2, data: 'late' });
    bench.settle();
    expect(bench.sent).toEqual(['R 2:0+0']);
    expect(bench.host.connection?.state).toBe('dead');
  });

  it('waits 60 s for the FIN of a device that has acknowledged its own', () => {
    const bench = established();
    bench.host.release(bench.host.connection!);
    bench.settle();
    bench.device({ fl: 'A', ack: 2 });
    bench.run(59 * SECOND);
    expect(bench.host.connection?.state).toBe('fin-wait-2');
    bench.run(2 * SECOND);
    expect(bench.host.connection?.state).toBe('dead');
  });

  it('of a connection on its way sends nothing', () => {
    const bench = new Bench({}, { stackOf: () => linuxStack() });
    bench.host.release(bench.host.connect());
    bench.run(10 * SECOND);
    expect(bench.sent).toEqual(['S 0:0+0']);
  });
});

describe('options of a socket', () => {
  it('keep-alive can be turned on and off while the connection stands', () => {
    const bench = established();
    const { connection } = bench.host;
    connection?.setKeepAlive?.({ idleUs: 10 * SECOND, intervalUs: SECOND, count: 3 });
    bench.run(9 * SECOND);
    expect(bench.sent).toEqual([]);
    bench.run(2 * SECOND);
    expect(bench.sent).toEqual(['A 0:1+0', 'A 0:1+0']);
    connection?.setKeepAlive?.(undefined);
    bench.run(100 * SECOND);
    expect(bench.sent).toHaveLength(2);
  });

  it("Nagle's algorithm keeps a small segment back while another is not acknowledged", () => {
    const bench = established();
    const { connection } = bench.host;
    connection?.setNoDelay?.(false);
    bench.host.send(bytes(10));
    bench.host.send(bytes(20));
    bench.host.send(bytes(30));
    bench.run(5 * MS);
    expect(bench.sent).toEqual(['PA 1:1+10']);
    bench.device({ fl: 'A', ack: 11 });
    bench.run(5 * MS);
    expect(bench.sent).toEqual(['PA 1:1+10', 'PA 11:1+50']);
    bench.host.send(bytes(5));
    bench.host.close();
    bench.run(5 * MS);
    expect(bench.sent.slice(2)).toEqual(['FPA 61:1+5']);
  });

  it('turning it off sends what waits', () => {
    const bench = established();
    bench.host.connection?.setNoDelay?.(false);
    bench.host.send(bytes(10));
    bench.host.send(bytes(20));
    bench.host.connection?.setNoDelay?.(true);
    bench.run(5 * MS);
    expect(bench.sent).toEqual(['PA 1:1+10', 'PA 11:1+20']);
  });
});

it('tells how much is queued, and when the device has taken some', () => {
  const bench = established();
  const { connection } = bench.host;
  const seen: (number | undefined)[] = [];
  connection!.onAcknowledged = () => seen.push(connection?.queuedBytes);
  bench.host.send(bytes(100));
  bench.settle();
  bench.device({ fl: 'A', ack: 41 });
  bench.settle();
  bench.device({ fl: 'A', ack: 101 });
  bench.settle();
  expect(seen).toEqual([60, 0]);
});
