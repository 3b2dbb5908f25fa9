/** Errors as Node's, and Node's ways of ending a connection. */

import { SIMPLE, traced, WS_ECHO } from './devices.js';

import net from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Twin } from '../../../sim/virtual.js';

type Failed = NodeJS.ErrnoException & { address?: string; port?: number };

/** How a socket fails. */
async function failure(socket: net.Socket): Promise<Failed> {
  const [error] = (await once(socket, 'error')) as [Failed];
  return error;
}

/** Fields that libraries look at. */
function fields({ code, errno, syscall, address, port, message }: Failed): object {
  return { code, errno, syscall, address, port, message };
}

/** Segments at the device, as `rx SA`. */
function flags(trace: readonly string[]): string[] {
  return trace.flatMap((line) => {
    const record = JSON.parse(line) as { k: string; dir: string; fl: string };
    return record.k === 'seg' ? [`${record.dir} ${record.fl}`] : [];
  });
}

const GET = 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n';

describe('errors', () => {
  it('ECONNREFUSED: nobody listens', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const error = await failure(net.connect(81, twin.address));
      expect(fields(error)).toEqual({
        code: 'ECONNREFUSED',
        errno: -111,
        syscall: 'connect',
        address: '192.168.4.2',
        port: 81,
        message: 'connect ECONNREFUSED 192.168.4.2:81',
      });
      expect(twin.nowMs).toBe(2);
    });
  });

  it('localPort: is that of the connection, and EADDRNOTAVAIL while it has one there already', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const where = { port: 80, host: twin.address, localPort: 50_321 };
      const first = net.connect(where);
      await once(first, 'connect');
      expect(first.localPort).toBe(50_321);
      expect(fields(await failure(net.connect(where)))).toEqual({
        ...{ code: 'EADDRNOTAVAIL', errno: -99, syscall: 'connect', address: '192.168.4.2', port: 80 },
        message: 'connect EADDRNOTAVAIL 192.168.4.2:80 - Local (0.0.0.0:50321)',
      });
      first.destroy();
    });
  });

  it('ETIMEDOUT: the link is down, 131 s', async () => {
    const { run } = traced({ ...SIMPLE, link: { outages: [{ at: '0s', for: '10min' }] } });
    await run.run(async (twin) => {
      const error = await failure(net.connect(80, twin.address));
      expect(fields(error)).toMatchObject({ code: 'ETIMEDOUT', errno: -110, syscall: 'connect', port: 80 });
      expect(twin.nowMs).toBe(131_000);
    });
    expect(run.result.outcomes).toEqual({ unanswered: 1 });
  });

  it('EHOSTUNREACH: an address where nobody is, 3 s', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const error = await failure(net.connect(80, '192.168.4.77'));
      expect(error.message).toBe('connect EHOSTUNREACH 192.168.4.77:80');
      expect(fields(error)).toMatchObject({ code: 'EHOSTUNREACH', errno: -113, address: '192.168.4.77' });
      expect(twin.nowMs).toBe(3000);
    });
  });

  it('ECONNRESET: the server stops while a request is unread', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      // One byte of a request keeps the server's task in recv; the second connection's request stays unread.
      const blocker = net.connect(80, twin.address);
      blocker.on('error', () => undefined);
      blocker.write('G');
      await twin.sleep(100);
      const socket = net.connect(80, twin.address);
      socket.write(GET);
      await twin.sleep(100);
      twin.perform({ device: 'stop', task: 'main', atUs: 0 });
      const error = await failure(socket);
      expect(fields(error)).toMatchObject({ code: 'ECONNRESET', errno: -104, syscall: 'read' });
      expect(error.message).toBe('read ECONNRESET');
    });
  });

  it('EPIPE: a write after the device has closed and reset', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect({ port: 80, host: twin.address, allowHalfOpen: true });
      socket.write('NONSENSE\r\n\r\n');
      socket.resume();
      await once(socket, 'end');
      socket.write('one');
      await twin.sleep(100);
      socket.write('two');
      const error = await failure(socket);
      expect(fields(error)).toMatchObject({ code: 'EPIPE', errno: -32, syscall: 'write' });
    });
  });

  it('others than the device are refused with a message, unless allowed', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async () => {
      const error = await failure(net.connect(443, 'example.com'));
      expect(error.code).toBe('ECONNREFUSED');
      expect(error.message).toContain("allow it with allow: ['example.com']");
    });
    const server = net.createServer((socket) => socket.end('real')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const allowing = traced(SIMPLE, { allow: ['127.0.0.1'] }).run;
    await allowing.run(async (twin) => {
      const socket = net.connect(port, '127.0.0.1');
      const [data] = (await twin.hold(once(socket, 'data'))) as [Buffer];
      expect(data.toString()).toBe('real');
      socket.destroy();
    });
    server.close();
  });
});

describe('a connection', () => {
  it('has addresses, and counts bytes', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect(80, 'device');
      expect([socket.connecting, socket.pending, socket.readyState]).toEqual([true, true, 'opening']);
      await once(socket, 'connect');
      expect([socket.connecting, socket.pending, socket.readyState]).toEqual([false, false, 'open']);
      expect([socket.remoteAddress, socket.remotePort, socket.remoteFamily]).toEqual([
        twin.address,
        80,
        'IPv4',
      ]);
      expect(socket.address()).toEqual({ address: '192.168.4.100', family: 'IPv4', port: 49_152 });
      expect(socket instanceof net.Socket).toBe(true);
      socket.write(GET);
      await once(socket, 'data');
      expect([socket.bytesWritten, socket.bytesRead > 50]).toEqual([GET.length, true]);
      socket.destroy();
      await once(socket, 'close');
    });
  });

  it('is half-closed by end()', async () => {
    const { run, trace } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect(80, twin.address);
      socket.end(GET);
      const [data] = (await once(socket, 'data')) as [Buffer];
      expect(data.toString()).toContain('200 OK');
      await once(socket, 'close');
    });
    expect(flags(trace).filter((line) => line.includes('F'))).toHaveLength(2);
  });

  it('is reset by resetAndDestroy()', async () => {
    const { run, trace } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect(80, twin.address);
      await once(socket, 'connect');
      socket.resetAndDestroy();
      await twin.sleep(10);
    });
    expect(flags(trace).at(-1)).toBe('rx RA');
  });

  it('with unread data ends in RST, as Linux does it', async () => {
    const { run, trace } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = new net.Socket({ highWaterMark: 10 } as net.SocketConstructorOpts).connect(
        80,
        twin.address,
      );
      socket.pause();
      socket.write(GET + GET + GET);
      await twin.sleep(1000);
      // The first answer is in JavaScript's buffer, the others are in the kernel's.
      socket.destroy();
      await twin.sleep(10);
    });
    expect(flags(trace).at(-1)).toBe('rx RA');
  });

  it('times out when idle, and goes on', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect({ port: 80, host: twin.address, timeout: 3000 });
      await once(socket, 'connect');
      await once(socket, 'timeout');
      expect(twin.nowMs).toBe(3002);
      socket.write(GET);
      let lastMs = 0;
      socket.on('data', () => (lastMs = twin.nowMs));
      await once(socket, 'timeout');
      expect(twin.nowMs - lastMs).toBe(3000);
    });
  });

  it('setKeepAlive probes; setNoDelay(false) is Nagle', async () => {
    const { run, trace } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect({
        port: 80,
        host: twin.address,
        keepAlive: true,
        keepAliveInitialDelay: 5000,
      });
      await once(socket, 'connect');
      await twin.sleep(5100);
      expect(flags(trace).slice(-2)).toEqual(['rx A', 'tx A']);
      trace.length = 0;
      for (const text of ['GET /hello ', 'HTTP/1.1\r\n', 'Host: x\r\n']) socket.write(text);
      await twin.sleep(1);
      expect(flags(trace)).toEqual(['rx PA']);
      socket.setNoDelay(true);
      await twin.sleep(1);
      expect(flags(trace).filter((line) => line === 'rx PA')).toHaveLength(2);
    });
  });

  it('bounds what it queues, and drains', async () => {
    const { run } = traced(WS_ECHO, { holdLimitS: 5 });
    await run.run(async (twin) => {
      const socket = net.connect(80, twin.address);
      // A request line without end: the device takes it until its buffers are full.
      await once(socket, 'connect');
      let accepted = 0;
      const write = (): boolean => socket.write('x'.repeat(8192), () => accepted++);
      socket.on('error', () => undefined);
      let calls = 1;
      while (write()) calls++;
      for (; calls < 20; calls++) write();
      await twin.sleep(1);
      expect(accepted).toBeGreaterThan(3);
      expect(accepted).toBeLessThan(7);
      expect(socket.writableNeedDrain).toBe(true);
    });
  });

  it('a socket closed before it is connected tells so', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const socket = net.connect(80, twin.address);
      const written = new Promise((resolve) => socket.write('x', resolve));
      await twin.sleep(1);
      socket.destroy();
      expect(await written).toMatchObject({ code: 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION' });
    });
  });
});

describe('a run that can not go on says what is left', () => {
  const stuck = async (body: (twin: Twin) => Promise<unknown>, options: object = {}): Promise<Error> => {
    const { run } = traced(SIMPLE, options);
    return run.run(body).then(
      () => new Error('it ended'),
      (error: unknown) => error as Error,
    );
  };
  const never = (): Promise<never> => new Promise(() => undefined);

  it('at the end of virtual time', async () => {
    const error = await stuck(
      async (twin) => {
        net.connect(80, twin.address).on('error', () => undefined);
        setInterval(function tick() {
          return undefined;
        }, 1000);
        await never();
      },
      { untilUs: 5_000_000 },
    );
    expect(error.name).toBe('EndOfVirtualTimeError');
    expect(error.message).toBe(
      [
        'the end of virtual time, 5.000 s, has come before the end of the body',
        '  timers: setInterval 1000 ms (tick)',
        '  connections: 192.168.4.100:49152 to 192.168.4.2:80 (established)',
      ].join('\n'),
    );
  });

  it('when nothing will ever happen', async () => {
    const error = await stuck(never);
    expect(error.name).toBe('NothingLeftError');
    expect(error.message).toContain('no timer and no connection is left');
  });

  it('when the device crashes', async () => {
    const { run } = traced('scenarios/async-stop-use-after-free.yaml');
    const error = await run.run((twin) => twin.sleep(600_000)).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ name: 'DeviceStoppedError' });
    expect((error as Error).message).toMatch(
      /^the device crashed in \w+ at [\d.]+ s, before the end of the body\n/,
    );
    expect(run.result.end).toBe('panic');
  });

  it('when time is held for too long', async () => {
    const error = await stuck((twin) => twin.hold(never(), 'a child process'), { holdLimitS: 0.05 });
    expect(error.message).toContain('held by: a child process');
  });

  it('when a loop waits for the clock', async () => {
    const error = await stuck(() => {
      const end = Date.now() + 100;
      while (Date.now() < end);
      return Promise.resolve();
    });
    expect(error.name).toBe('SpinningError');
    expect(error.message).toContain('await a timer instead');
  });

  it('when immediates never end', async () => {
    let isOver = false;
    const error = await stuck(() => {
      const again = (): void => {
        if (!isOver) setImmediate(again);
      };
      again();
      return never();
    });
    isOver = true;
    expect(error.message).toContain('turns of the event loop at one virtual instant');
  });

  it('what the body throws is thrown', async () => {
    expect((await stuck(() => Promise.reject(new Error('mine')))).message).toBe('mine');
  });
});

describe('what does not go is refused with words', () => {
  it('fake timers', async () => {
    const { run } = traced(SIMPLE);
    vi.useFakeTimers();
    try {
      await expect(run.run(() => undefined)).rejects.toThrow('vi.useRealTimers()');
    } finally {
      vi.useRealTimers();
    }
    const later = traced(SIMPLE).run.run(async (twin) => {
      vi.useFakeTimers();
      await twin.client('x').fetch(twin.url('/hello'));
    });
    await expect(later).rejects.toThrow('somebody has replaced setTimeout');
    vi.useRealTimers();
  });

  it('two runs at once, and a run twice', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async () => {
      await expect(traced(SIMPLE).run.run(() => undefined)).rejects.toThrow('another run owns the process');
    });
    await expect(run.run(() => undefined)).rejects.toThrow('a run runs once');
  });
});
