/** Behaviours from the file's form to the runner's: every default of a behaviour is here. */

import type { Behaviour } from '../../hosts/behaviours/behaviours.js';
import { parseDuration } from '../../document/duration.js';
import { behaviours, type BehaviourName, type WrittenBehaviour } from './schema-behaviours.js';
import type { WrittenGroup } from './schema-group.js';

const HTTP_PORT = 80;
const MQTT_PORT = 1883;
const OK = 200;
/** Six a host: Chromium net/socket/client_socket_pool_manager.cc, Firefox network.http.max-persistent-connections-per-server. */
const BROWSER_CONNECTIONS = 6;
const FIRST_BACKOFF_FACTOR = 2;

/** Body of a request as bytes, or undefined; problems with it are the caller's to report. */
export type BodyReader = (
  body: WrittenBehaviour<'poller'>['body'],
  path: readonly PropertyKey[],
) => Uint8Array | undefined;

const us = (text: string): number => Number(parseDuration(text));

/**
 * The name and the parameters of a behaviour; undefined unless exactly one is given. A name alone has the defaults, and
 * no parameters where there are none.
 */
export function behaviourEntry(
  written: NonNullable<WrittenGroup['behaviour']>,
): { readonly name: BehaviourName; readonly parameters: object | undefined } | undefined {
  if (typeof written === 'string')
    return { name: written, parameters: behaviours[written].safeParse({}).data };
  const given = Object.entries(written).filter(([, parameters]) => (parameters as unknown) !== undefined);
  const [first, second] = given;
  if (first === undefined || second !== undefined) return undefined;
  return { name: first[0] as BehaviourName, parameters: first[1] as object };
}

/** Fills in defaults. */
export function normalizeBehaviour(name: BehaviourName, parameters: object, readBody: BodyReader): Behaviour {
  switch (name) {
    case 'browser':
      return browserOf(parameters);
    case 'dashboard':
      return dashboardOf(parameters, readBody);
    case 'poller':
      return { kind: name, options: pollerOf(parameters as WrittenBehaviour<'poller'>, [], readBody) };
    case 'slow-reader':
      return slowReaderOf(parameters);
    case 'slowloris':
      return slowlorisOf(parameters);
    case 'port-scanner':
      return portScannerOf(parameters as WrittenBehaviour<'port-scanner'>);
    case 'reconnecting-client':
      return reconnectingOf(parameters);
    case 'http-server': {
      const {
        port = HTTP_PORT,
        status = OK,
        body = '',
        after = 0,
      } = parameters as WrittenBehaviour<'http-server'>;
      return { kind: name, options: { port, status, body, afterUs: after } };
    }
    case 'mqtt-broker':
      return {
        kind: name,
        options: { port: (parameters as WrittenBehaviour<'mqtt-broker'>).port ?? MQTT_PORT },
      };
  }
}

function browserOf(written: WrittenBehaviour<'browser'>): Behaviour {
  const { port = HTTP_PORT, connections = BROWSER_CONNECTIONS, idle = us('5min'), backup = true } = written;
  const { reload } = written;
  return {
    kind: 'browser',
    options: {
      pool: {
        port,
        most: connections,
        usedIdleUs: idle,
        unusedIdleUs: Math.min(idle, us('1min')),
        backupUs: backup ? us('250ms') : undefined,
      },
      page: written.page ?? '/',
      resources: written.resources ?? [],
      favicon: written.favicon ?? true,
      preconnects: written.preconnect ?? 1,
      events: written.events,
      ws: written.ws,
      headers: written.headers ?? 'chrome',
      cookieBytes: written.cookie ?? 0,
      patienceUs: written.patience ?? us('5min'),
      reload: reload && { afterUs: reload.after, times: reload.times ?? 1 },
    },
  };
}

type WrittenPoll = Omit<WrittenBehaviour<'poller'>, 'port'> & { readonly port?: number | undefined };

function pollerOf(written: WrittenPoll, path: readonly PropertyKey[], readBody: BodyReader) {
  const body = readBody(written.body, [...path, 'body']);
  return {
    port: written.port ?? HTTP_PORT,
    method: written.method,
    path: written.path ?? '/',
    ...(body === undefined ? {} : { body }),
    everyUs: written.every ?? us('1s'),
    times: written.times ?? Infinity,
    connections: written.connections ?? 'keep',
    patienceUs: written.patience ?? us('30s'),
  };
}

function dashboardOf(written: WrittenBehaviour<'dashboard'>, readBody: BodyReader): Behaviour {
  const { port = HTTP_PORT, poll, messages } = written;
  return {
    kind: 'dashboard',
    options: {
      port,
      page: written.page,
      ws: written.ws ?? '/ws',
      messages: messages && { text: messages.text, everyUs: messages.every ?? us('1s') },
      reconnectUs: written.reconnect ?? us('2s'),
      poll: poll && pollerOf({ ...poll, port }, ['poll'], readBody),
    },
  };
}

function slowReaderOf(written: WrittenBehaviour<'slow-reader'>): Behaviour {
  const { port = HTTP_PORT, path = '/ws', websocket = true, after = 0, every } = written;
  return { kind: 'slow-reader', options: { port, path, websocket, afterUs: after, everyUs: every } };
}

function slowlorisOf(written: WrittenBehaviour<'slowloris'>): Behaviour {
  const { port = HTTP_PORT, path = '/', connections = 1, bytes = 1, every = us('4s'), body } = written;
  const reconnects = written.reconnect ?? true;
  return {
    kind: 'slowloris',
    options: { port, path, connections, pieceBytes: bytes, everyUs: every, bodyBytes: body, reconnects },
  };
}

function portScannerOf(written: WrittenBehaviour<'port-scanner'>): Behaviour {
  const { ports, every = us('10ms'), patience = us('1s'), then = 'close', times = 1 } = written;
  const list = Array.isArray(ports)
    ? ports
    : Array.from({ length: Math.max(0, ports.to - ports.from + 1) }, (_, i) => ports.from + i);
  return {
    kind: 'port-scanner',
    options: { ports: list, everyUs: every, patienceUs: patience, then, times },
  };
}

function reconnectingOf(written: WrittenBehaviour<'reconnecting-client'>): Behaviour {
  const { backoff = {} } = written;
  return {
    kind: 'reconnecting-client',
    options: {
      port: written.port ?? HTTP_PORT,
      path: written.path ?? '/ws',
      websocket: written.websocket ?? true,
      backoff: {
        firstUs: backoff.first ?? us('1s'),
        factor: backoff.factor ?? FIRST_BACKOFF_FACTOR,
        maxUs: backoff.max ?? us('30s'),
        jitter: backoff.jitter ?? 0,
      },
      patienceUs: written.patience ?? us('10s'),
      heartbeatUs: written.heartbeat,
      message: written.message,
      stayUs: written.stay,
    },
  };
}
