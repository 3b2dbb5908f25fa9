/**
 * The page of a live run: on a port of this machine's own, behind a random word in its address.
 *
 * Only this machine's names are answered (a site elsewhere can't reach it under a name of its own), deeds come from the page
 * itself, and nothing is loaded from outside.
 */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ViewAssets } from '../../report/html/page.js';
import { escapedHtml } from '../../report/html/html-text.js';
import type { RefuseRecord } from '../../kernel/trace.js';
import { ScenarioError } from '../../document/diagnostic.js';
import type { LiveRun } from '../wall/live-run.js';
import { pageDocument } from './page-document.js';
import { DeedError, PageDeeds, type Asked } from './page-deeds.js';
import { PageView } from './page-state.js';

const LOOPBACK = '127.0.0.1';
const TOKEN_BYTES = 16;
const MOST_BODY_BYTES = 4096;

/** What a page is made of. */
export interface PageOptions {
  /** Port here; 0 is any free one. */
  readonly port: number;
  readonly title: string;
  readonly refusalText: (record: RefuseRecord) => string;
  readonly assets: () => Promise<ViewAssets>;
}

/** Serves the page of one run. */
export class LivePage {
  private readonly view: PageView;
  /** What people did here, as lines of a scenario too. */
  readonly deeds: PageDeeds;
  private readonly token = randomBytes(TOKEN_BYTES).toString('hex');
  private readonly server: Server;

  /** Attach it before the run begins. */
  constructor(
    private readonly run: LiveRun,
    private readonly options: PageOptions,
  ) {
    this.deeds = new PageDeeds(run);
    this.view = new PageView(run, this.deeds, options.refusalText);
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  /** Begins to listen; the page's address. Rejects when the port can't be had. */
  async open(): Promise<string> {
    const { server } = this;
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(this.options.port, LOOPBACK, done);
    });
    return `http://${this.authority}/${this.token}/`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** What clients that are brought ask for unless told otherwise: the first URI that the device has registered. */
  private get firstPath(): string {
    return this.run.simulation.device.httpServers?.[0]?.uris[0]?.uri ?? '/';
  }

  private get authority(): string {
    return `${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [status, type, body] = await this.bodyOf(request);
      response.writeHead(status, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        'Referrer-Policy': 'no-referrer',
      });
      response.end(body);
    } catch (error) {
      response.destroy(error as Error);
    }
  }

  private async bodyOf(request: IncomingMessage): Promise<[status: number, type: string, body: string]> {
    const { host, origin } = request.headers;
    const { port } = this.server.address() as AddressInfo;
    if (host !== this.authority && host !== `localhost:${port}`) return [421, 'text/plain', 'not this host'];
    const [, token, what = ''] = (request.url ?? '').split(/[/?]/);
    // Browsers ask for it by themselves.
    if (token === 'favicon.ico') return [204, 'image/x-icon', ''];
    if (token !== this.token) return [404, 'text/plain', 'not found'];
    if (request.method === 'POST') {
      if (what !== 'do') return [404, 'text/plain', 'not found'];
      if (origin !== undefined && origin !== `http://${host}`) return [403, 'text/plain', 'not from here'];
      return this.deed(request);
    }
    if (request.method !== 'GET') return [405, 'text/plain', 'GET or POST'];
    switch (what) {
      case '':
        return [200, 'text/html', pageDocument(escapedHtml(this.options.title), escapedHtml(this.firstPath))];
      case 'state':
        return [200, 'application/json', JSON.stringify(this.view.state())];
      case 'minute.svg':
        return [200, 'image/svg+xml', this.view.lastMinute()];
      case 'run':
        return [200, 'text/html', this.view.wholeRun(await this.options.assets())];
      default:
        return [404, 'text/plain', 'not found'];
    }
  }

  private async deed(request: IncomingMessage): Promise<[number, string, string]> {
    let text = '';
    for await (const bytes of request) {
      text += (bytes as Buffer).toString();
      if (text.length > MOST_BODY_BYTES) return [413, 'text/plain', 'too long'];
    }
    try {
      const asked = JSON.parse(text) as unknown;
      if (typeof asked !== 'object' || asked === null) return [400, 'text/plain', 'expected an object'];
      return [200, 'text/plain', this.deeds.perform(asked as Asked)];
    } catch (error) {
      if (error instanceof SyntaxError) return [400, 'text/plain', 'expected JSON'];
      if (error instanceof DeedError) return [400, 'text/plain', error.message];
      if (error instanceof ScenarioError) return [400, 'text/plain', messageOf(error)];
      throw error;
    }
  }
}

/** What is wrong, without the place in a text that nobody has written. */
function messageOf({ message }: Error): string {
  return message.split('\n')[0]!.replace(/^[^ ]*:\d+:\d+: /, '');
}
