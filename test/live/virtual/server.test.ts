/** The device as a client: real servers of Node and of ws inside of the test. */

import '../../../sim/vitest.js';
import { traced } from './devices.js';

import http from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

const W800_CLIENT = { device: { profile: 'w800-sdk-2.4', apps: ['lws-ws-client'] } };

describe("the W800's websocket client and a real WebSocketServer", () => {
  it('says hello, hears an answer, and is closed', async () => {
    const { run } = traced(W800_CLIENT);
    await run.run(async (twin) => {
      const server = http.createServer();
      const sockets = new WebSocketServer({ server });
      twin.client('server').listen(server, 9000);
      await once(server, 'listening');
      const [socket, request] = (await once(sockets, 'connection')) as [WebSocket, http.IncomingMessage];
      expect(request.headers.upgrade).toBe('websocket');
      const [message] = (await once(socket, 'message')) as [Buffer];
      expect(message.toString()).toBe('Hello, server!');
      socket.send('welcome');
      await twin.sleep(1000);
      socket.close(1001);
      const [code] = (await once(socket, 'close')) as [number];
      expect([1001, 1005, 1006]).toContain(code);
      server.close();
      await once(server, 'close');
    });
    expect(run.result).toHaveLogged('LWS_CALLBACK_CLIENT_ESTABLISHED');
    expect(run.result).toHaveLogged('welcome');
  });

  it('is told by a server that says no', async () => {
    const { run } = traced(W800_CLIENT);
    await run.run(async (twin) => {
      const server = http.createServer((_request, response) => response.writeHead(403).end('no'));
      twin.client('server').listen(server, 9000);
      await twin.sleep(20_000);
    });
    expect(run.result).toHaveLogged('CLIENT_CONNECTION_ERROR');
  });
});

describe('a server', () => {
  const GETTER = {
    device: {
      profile: 'esp32-idf-v5.3',
      apps: ['simple'],
      socket_users: [{ ota: { to: 'cloud', port: 8080, path: '/fw.bin', at: '2s' } }],
    },
  };

  it('of node:http gives the ESP32 its update, with the virtual date', async () => {
    const { run, trace } = traced(GETTER);
    const seen: string[] = [];
    await run.run(async (twin) => {
      const server = http.createServer((request, response) => {
        seen.push(`${request.method} ${request.url} ${Math.floor(twin.nowMs / 1000)}`);
        response.end(Buffer.alloc(50_000));
      });
      twin.client('cloud').listen(server, 8080);
      await once(server, 'listening');
      expect(server.address()).toMatchObject({ family: 'IPv4', port: 8080 });
      await once(server, 'connection');
      expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(1);
      await twin.sleep(25_000);
      server.close();
    });
    expect(seen).toEqual(['GET /fw.bin 2']);
    expect(
      trace.filter((line) => line.includes('"rx"') && /"len":14[0-9]{2}/.test(line)).length,
    ).toBeGreaterThan(30);
  });

  it('on a port that is taken is told', async () => {
    const { run } = traced(W800_CLIENT);
    await run.run(async (twin) => {
      const client = twin.client('server');
      client.listen(http.createServer(), 80);
      const second = http.createServer();
      client.listen(second, 80);
      const [error] = (await once(second, 'error')) as [NodeJS.ErrnoException];
      expect(error).toMatchObject({ code: 'EADDRINUSE', syscall: 'listen', port: 80 });
    });
  });
});
