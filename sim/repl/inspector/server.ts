/** Serves the machines of a session to browsers on this computer: a page, and a stream of inspection events. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DebugSession } from '../engine/debug-session.js';
import { ActorFactory } from './actors.js';
import { Mirror, type Audience } from './mirror.js';
import { PAGE } from './page.js';
import type { WireEvent } from './wire.js';

const LOOPBACK = '127.0.0.1';
const HTTP_OK = 200;
const HTTP_NOT_FOUND = 404;

export class InspectorServer implements Audience {
  private readonly streams = new Set<ServerResponse>();
  private mirror: Mirror | undefined;
  private server: Server | undefined;

  constructor(private readonly session: DebugSession) {}

  /** Starts to listen, on any free port; returns the page's address. */
  async start(): Promise<string> {
    this.mirror ??= new Mirror(this.session, this, await ActorFactory.load());
    this.mirror.follow();
    this.server ??= await this.listen();
    const { port } = this.server.address() as AddressInfo;
    return `http://${LOOPBACK}:${port}/`;
  }

  /** Goes where the session is, if anybody listens. */
  follow(): void {
    if (this.server !== undefined) this.mirror?.follow();
  }

  /** Ends all connections. */
  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
    this.server = undefined;
  }

  reset(): void {
    for (const stream of this.streams) stream.write('event: reset\ndata:\n\n');
  }

  tell(event: WireEvent): void {
    const text = message(event);
    for (const stream of this.streams) stream.write(text);
  }

  private listen(): Promise<Server> {
    const server = createServer((request, response) => {
      if (request.url === '/') {
        response.writeHead(HTTP_OK, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      } else if (request.url === '/events') this.welcome(response);
      else response.writeHead(HTTP_NOT_FOUND).end();
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, LOOPBACK, () => {
        resolve(server);
      });
    });
  }

  private welcome(response: ServerResponse): void {
    response.writeHead(HTTP_OK, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('event: reset\ndata:\n\n');
    for (const event of this.mirror?.living() ?? []) response.write(message(event));
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }
}

function message(event: WireEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
