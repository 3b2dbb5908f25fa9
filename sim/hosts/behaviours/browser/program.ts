/**
 * A browser that loads a page from the device and stays on it.
 *
 * Modelled: the page, what it refers to over up to six parallel kept connections (connection-pool.ts), a second
 * connection that each navigation wants, favicon.ico, an event stream or a websocket that the page opens, a request
 * tried once more when a kept connection turns out to be dead, reloads, going to another page and back with and without
 * the back/forward cache, realistic request headers; Chrome's images that wait for styles and scripts. Compared with
 * Chromium connection by connection: test/live/browser, docs/fidelity.md.
 * Simplified: what a page refers to is known from the scenario, not read from the page; it is asked for when the page
 * has arrived in full; nothing is cached but for going back, where all is that the device does not forbid to store; the
 * second connection is opened in the same instant as the first (Chromium: some 20 ms later).
 */

import { REQUEST_HOST } from '../../../codec/http-request.js';
import { WS_GOING_AWAY } from '../../../codec/ws-frame.js';
import { browserHeaders, type BrowserName, type ResourceKind } from './headers.js';
import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import { ConnectionPool, type PoolOptions } from './connection-pool.js';
import type { Exchange } from '../../client/exchange.js';
import { Signal, type Fiber, type Script } from '../../client/fiber.js';

/** Parameters of {@link browser}. */
export interface BrowserOptions {
  readonly pool: PoolOptions;
  readonly page: string;
  /** What the page refers to, in this order. */
  readonly resources: readonly string[];
  /** Asks for /favicon.ico when the page is loaded, once. */
  readonly favicon: boolean;
  /** Connections to the device that each navigation wants beside its own. */
  readonly preconnects: number;
  /** Path of a server-sent event stream that the page opens. */
  readonly events: string | undefined;
  /** Path of a websocket that the page opens. */
  readonly ws: string | undefined;
  readonly headers: BrowserName;
  readonly cookieBytes: number;
  /** How long a request may take in all. */
  readonly patienceUs: number;
  /** Loads the page again after so long, so many times. */
  readonly reload: { readonly afterUs: number; readonly times: number } | undefined;
  /** Goes to another page and back, so many times. */
  readonly back: Back | undefined;
}

/** A way to another page of the device, and back. */
interface Back {
  readonly page: string;
  readonly afterUs: number;
  /** From the other page to the return. */
  readonly stayUs: number;
  readonly times: number;
  /** The page that is left is kept as it is: what it has open stays open. */
  readonly bfcache: boolean;
}

/** The device, as `Referer` has it. */
const ORIGIN = `http://${REQUEST_HOST}`;
const FAVICON = '/favicon.ico';
const KINDS: readonly (readonly [RegExp, ResourceKind])[] = [
  [/\.(?:ico|png|jpe?g|gif|svg|webp)(?:\?|$)/, 'image'],
  [/\.css(?:\?|$)/, 'style'],
  [/\.m?js(?:\?|$)/, 'script'],
];
/** Images that Chrome asks for at once while styles or scripts are under way; Chromium 150, test/live/browser. */
const EARLY_IMAGES = 2;
/** RFC 9111 section 5.2.2.5: in no cache, so that going back asks again. */
const NO_STORE = /\bno-store\b/i;

/** Why a page is loaded. */
type Load = 'first' | 'reload' | 'return';

function kindOf(path: string): ResourceKind {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'resource';
}

/** What the page is not drawn without. */
function isBlocking(path: string): boolean {
  return ['style', 'script'].includes(kindOf(path));
}

/** The script of a browser. */
export function* browser(client: Client, options: BrowserOptions): Script<void> {
  yield* new Browser(client, options).run();
}

class Browser {
  private readonly pool: ConnectionPool;
  /** Streams and websockets of the page that is shown. */
  private readonly live: Channel[] = [];
  /** Requests for images under way, and for styles and scripts, which images wait for. */
  private images = 0;
  private blocking = 0;
  private readonly arrived = new Signal();
  /** What the device has said not to store. */
  private readonly unstored = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly options: BrowserOptions,
  ) {
    this.pool = new ConnectionPool(client, options.pool);
  }

  *run(): Script<void> {
    const { fibers } = this.client;
    const { reload, back } = this.options;
    yield* this.load('first');
    for (let n = 0; n < (reload?.times ?? 0); n++) {
      yield* fibers.sleep(reload?.afterUs ?? 0);
      this.leave();
      yield* this.load('reload');
    }
    for (let n = 0; back !== undefined && n < back.times; n++) {
      yield* fibers.sleep(back.afterUs);
      yield* this.goAndReturn(back);
    }
  }

  /** Navigating away ends what the page still had open. */
  private leave(): void {
    for (const channel of this.live.splice(0)) {
      if (channel.ws !== undefined) channel.wsClose(WS_GOING_AWAY);
      channel.close();
    }
  }

  private *goAndReturn({ page, stayUs, bfcache }: Back): Script<void> {
    if (!bfcache) this.leave();
    yield* this.client.fibers.join(this.navigate(page));
    yield* this.client.fibers.sleep(stayUs);
    if (bfcache) this.wake();
    else yield* this.load('return');
  }

  /** The page is shown again as it was; Chromium closes its websockets only now (156, test/live/browser). */
  private wake(): void {
    for (const channel of this.live)
      if (channel.ws !== undefined) {
        channel.wsClose(WS_GOING_AWAY);
        channel.close();
      }
  }

  private *load(why: Load): Script<void> {
    const { page, resources, favicon, events, ws } = this.options;
    const { fibers } = this.client;
    const isAsked = (path: string): boolean => why !== 'return' || this.unstored.has(path);
    if (isAsked(page)) yield* fibers.join(this.navigate(page, why === 'reload'));
    else this.preconnect();
    if (events !== undefined) fibers.spawn(this.stream(events));
    if (ws !== undefined) fibers.spawn(this.websocket(ws));
    const asked = resources.filter(isAsked);
    this.blocking = asked.filter(isBlocking).length;
    const loads = asked.map((path) => fibers.spawn(this.resource(path)));
    for (const load of loads) yield* fibers.join(load);
    if (favicon && why === 'first') yield* fibers.join(fibers.spawn(this.fetch(FAVICON, 'image')));
  }

  /** Asks for a page, and sees to it that there is more than its own connection. */
  private navigate(page: string, isReload = false): Fiber {
    const shown = this.client.fibers.spawn(this.fetch(page, 'page', isReload));
    this.preconnect();
    return shown;
  }

  private preconnect(): void {
    const { preconnects, pool } = this.options;
    const wanted = Math.min(1 + preconnects, pool.most);
    while (this.pool.size < wanted) this.pool.preconnect();
  }

  private *resource(path: string): Script<void> {
    const { client, options, arrived } = this;
    const kind = kindOf(path);
    if (kind === 'image' && options.headers === 'chrome') {
      const isItsTurn = (): boolean => this.blocking === 0 || this.images < EARLY_IMAGES;
      yield* client.fibers.until(arrived, isItsTurn, client.in(options.patienceUs));
      this.images++;
      yield* this.fetch(path, kind);
      this.images--;
    } else {
      yield* this.fetch(path, kind);
      if (isBlocking(path)) this.blocking--;
    }
    arrived.fire();
  }

  /** Gets one thing; a request on a kept connection that dies without a byte of an answer is tried once more. */
  private *fetch(path: string, kind: ResourceKind, isReload = false): Script<void> {
    const { client, pool, options } = this;
    const deadlineUs = client.in(options.patienceUs);
    for (;;) {
      const channel = yield* pool.take(deadlineUs);
      if (channel === undefined) return;
      const wasUsed = channel.requests > 0;
      const exchange = this.ask(channel, path, kind, isReload);
      if (!(yield* client.answered(channel, exchange, deadlineUs))) channel.abort();
      pool.release(channel);
      if (NO_STORE.test(exchange.answer.headers.get('cache-control') ?? '')) this.unstored.add(path);
      const isStale = wasUsed && channel.end !== undefined && exchange.firstByteUs === undefined;
      if (exchange.isAnswered || !isStale || client.kernel.nowUs >= deadlineUs) return;
    }
  }

  /** An event stream keeps its connection until the page is left or the device ends it. */
  private *stream(path: string): Script<void> {
    const channel = yield* this.pool.take(this.client.in(this.options.patienceUs));
    if (channel === undefined) return;
    this.live.push(channel);
    yield* this.client.answered(channel, this.ask(channel, path, 'events'));
    this.pool.release(channel);
  }

  /** Websockets have connections of their own, beside the six. */
  private *websocket(path: string): Script<void> {
    const { client, options } = this;
    const channel = yield* client.connect(options.pool.port, client.in(options.patienceUs));
    this.live.push(channel);
    const { headers: name, cookieBytes } = options;
    const headers = browserHeaders(name, { kind: 'websocket', origin: ORIGIN, cookieBytes });
    if (channel.isOpen()) channel.upgrade({ path, headers, isWhole: name !== 'short' });
  }

  private ask(channel: Channel, path: string, kind: ResourceKind, isReload = false): Exchange {
    const { headers: name, cookieBytes, page } = this.options;
    const referer = kind === 'page' && path === page ? undefined : `${ORIGIN}${page}`;
    const headers = browserHeaders(name, { kind, origin: ORIGIN, referer, cookieBytes, isReload });
    return channel.request({ method: 'GET', path, headers });
  }
}
