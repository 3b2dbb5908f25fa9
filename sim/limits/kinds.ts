/** Kinds of clients whose largest number is looked for, and what each of them does. */

import { latin1Bytes } from '../codec/latin1.js';
import { HTTP_PORT, HTTPS_PORT } from '../wire/ports.js';
import { tlsClientSettings } from '../hosts/tls/read-tls.js';
import type { FirmwareRegistry, ServerFamily } from '../document/firmware.js';
import { theProfile } from '../language/firmware.js';
import type { Step } from '../language/scenario.js';

/** Kinds of clients, with what they do. */
export const CLIENT_KINDS = {
  idle: 'connects and says nothing',
  http: 'sends one request and keeps the connection',
  websocket: 'opens a websocket and keeps it',
  https: 'sends one request over TLS and keeps the connection',
  wss: 'opens a websocket over TLS and keeps it',
} as const;

/** A kind of clients. */
export type ClientKind = keyof typeof CLIENT_KINDS;

/** All kinds, in the order of reports. */
export const KIND_NAMES = Object.keys(CLIENT_KINDS) as readonly ClientKind[];

/** Those that are looked at unless others are asked for. */
export const USUAL_KINDS: readonly ClientKind[] = ['idle', 'http', 'websocket'];

/** Kinds that speak TLS, by what they do inside of it. */
const INSIDE: Readonly<Partial<Record<ClientKind, ClientKind>>> = { https: 'http', wss: 'websocket' };

/** The heap that the W800 has left for network and application, and what each of its blocks costs: the vendor's SDK. */
const W800_HEAP = { heap_limit: 184_320, heap: { total: 184_320, block: 24 } };

/** First connection: the server is up by then. */
const START_US = 500_000;
/** From connecting to the first word. */
const SPEAK_AFTER_US = 10_000;
/** From the last connection to the end: time for retransmitted SYNs, less than any idle timeout. */
const SETTLE_US = 4_000_000;

/** The device that serves a kind of clients: of TLS at the vendor's heap, which is what ends there. */
export function deviceFor(firmware: FirmwareRegistry, profile: string, kind: ClientKind): object {
  const isLws = theProfile(firmware, profile).family === 'libwebsockets';
  const tls = INSIDE[kind] === undefined ? {} : { tls: {}, ...(isLws ? W800_HEAP : {}) };
  return { profile, apps: appsFor(isLws, kind), ...tls };
}

function appsFor(isLws: boolean, kind: ClientKind): readonly string[] {
  const inside = INSIDE[kind];
  if (isLws) return (inside ?? kind) === 'http' ? ['lws-http-post'] : ['lws-ws-server'];
  if (inside !== undefined) return ['https-simple'];
  // The first application starts the server; the second one adds the URI that is asked for.
  return kind === 'http' ? ['ws-echo', 'simple'] : ['ws-echo'];
}

/** Steps of `count` clients that come one after the other, and the end of their run. */
export function clientSteps(
  kind: ClientKind,
  count: number,
  intervalUs: number,
  family: ServerFamily,
): { steps: Step[]; untilUs: number } {
  const steps: Step[] = [];
  for (let i = 0; i < count; i += 1) {
    const atUs = START_US + i * intervalUs;
    const client = `c${String(i + 1)}`;
    if (INSIDE[kind] === undefined) steps.push({ client, atUs, do: 'connect', port: HTTP_PORT });
    else steps.push({ client, atUs, do: 'tls_connect', port: HTTPS_PORT, tls: tlsClientSettings({}) });
    const word = firstWord(kind, family);
    if (word !== undefined) steps.push({ client, atUs: atUs + SPEAK_AFTER_US, ...word });
  }
  return { steps, untilUs: START_US + count * intervalUs + SETTLE_US };
}

type FirstWord =
  | { do: 'http'; method: string; path: string; close: boolean; body?: Uint8Array }
  | { do: 'ws_open'; path: string; subprotocol?: string };

function firstWord(asked: ClientKind, family: ServerFamily): FirstWord | undefined {
  const kind = INSIDE[asked] ?? asked;
  const isLws = family === 'libwebsockets';
  if (kind === 'idle') return undefined;
  if (kind === 'websocket')
    return isLws
      ? { do: 'ws_open', path: '/', subprotocol: 'echo-protocol' }
      : { do: 'ws_open', path: '/ws' };
  const body = latin1Bytes('{"led": true}');
  return isLws
    ? { do: 'http', method: 'POST', path: '/data', close: false, body }
    : { do: 'http', method: 'GET', path: asked === 'https' ? '/' : '/hello', close: false };
}
