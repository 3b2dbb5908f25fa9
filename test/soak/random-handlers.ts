/** Random handlers of `device.handlers`: every deed, nested, with values that the schema allows. */

import {
  deedKeys,
  HANDLER_METHODS,
  HTTP_CALLBACKS,
  PROGRAM_CALLBACKS,
  WEBSOCKET_CALLBACKS,
} from '../../sim/language/device/schema-handlers.js';
import type { Dice } from './random.js';

const WORDS = Object.keys(deedKeys());
const URIS = ['/', '/ws', '/hello', '/echo', '/sse', '/nothing'];
const PROTOCOLS = ['echo-protocol', 'mine'];
/** A client that listens, for handlers that call. */
export const LISTENER = 'cloud';
const MOST_DEEDS = 5;
const MOST_DEPTH = 2;

type Deed = Readonly<Record<string, unknown>>;

/** An entry of `device.handlers` that does next to nothing yet. */
export function randomHandler(dice: Dice): Deed {
  const websocket = dice.chance(0.4);
  return {
    uri: dice.one(URIS),
    ...(websocket ? { websocket, control_frames: dice.chance(0.3) } : { method: dice.one(HANDLER_METHODS) }),
    do: [{ log: 'called' }],
  };
}

/** An entry of `device.handlers` for libwebsockets, and the callbacks in which it may do more. */
export function randomProtocol(dice: Dice): { readonly entry: Deed; readonly callbacks: readonly string[] } {
  if (dice.chance(0.3)) {
    const entry = { on: { [dice.one(PROGRAM_CALLBACKS)]: [{ log: 'called' }] } };
    return { entry, callbacks: PROGRAM_CALLBACKS };
  }
  const websocket = dice.chance(0.5);
  const entry = websocket
    ? {
        websocket,
        subprotocol: dice.one(PROTOCOLS),
        rx_buffer_size: dice.one([1, 128, 4096]),
        ...(dice.chance(0.3) ? { tx_packet_size: dice.one([1, 100, 8000]) } : {}),
      }
    : { uri: dice.one(URIS), method: dice.one(HANDLER_METHODS) };
  return {
    entry: { ...entry, do: [{ log: 'called' }] },
    callbacks: websocket ? WEBSOCKET_CALLBACKS : HTTP_CALLBACKS,
  };
}

/** One thing that a handler does; it may not make sense where it is put. */
export function randomDeed(dice: Dice): Deed {
  if (dice.chance(0.2)) return dice.one(ANYWHERE);
  return { ...deed(dice, dice.one(WORDS), 1), ...(dice.chance(0.2) ? { on_error: 'ignore' } : {}) };
}

/** Deeds that may be done in most places. */
const ANYWHERE: readonly Deed[] = [
  { log: { text: 'x', tag: 'own' } },
  { delay: '10ms' },
  { alloc: 100 },
  { set: 'flag' },
  { cancel_service: true },
];

function deeds(dice: Dice, depth: number): readonly Deed[] {
  return Array.from({ length: dice.int(1, MOST_DEEDS) }, () => ({
    ...deed(dice, dice.one(WORDS), depth),
    ...(dice.chance(0.2) ? { on_error: 'ignore' } : {}),
  }));
}

function deed(dice: Dice, word: string, depth: number): Deed {
  const inner = (): readonly Deed[] => (depth < MOST_DEPTH ? deeds(dice, depth + 1) : [{ delay: '10ms' }]);
  const bytes = (): unknown =>
    dice.one([0, 1, 1440, 5000, 'text', { text: 'text' }, { hex: '00ff' }, { fill: 'x', length: 3000 }]);
  switch (word) {
    case 'log':
      return { log: dice.one(['a line', { text: 'x', level: 'E', tag: 'own' }]) };
    case 'status':
      return { status: '503 Busy' };
    case 'type':
      return { type: 'text/html' };
    case 'header':
      return { header: { 'X-A': 1 } };
    case 'send':
      return { send: bytes() };
    case 'chunk':
      return { chunk: dice.one(['end', bytes()]) };
    case 'error':
      return { error: dice.one([400, 404, 500]) };
    case 'recv':
      return { recv: dice.one(['all', 1, 5000]) };
    case 'ws_send':
      return {
        ws_send: dice.one(['echo', bytes()]),
        ...(dice.chance(0.5) ? { to: dice.one(['one', 'all']) } : {}),
      };
    case 'delay':
    case 'compute':
      return { [word]: dice.one(['0s', '1ms', '100ms', '2s']) };
    case 'repeat':
      return { repeat: dice.one([1, 3, 'until-failure']), do: inner() };
    case 'queue_work':
      return { queue_work: inner() };
    case 'async':
      return {
        async: { do: inner(), ...(dice.chance(0.3) ? { task: 'own', stack: 100_000, priority: 24 } : {}) },
      };
    case 'alloc':
      return { alloc: dice.one([1, 100, 20_000]) };
    case 'free':
      return { free: dice.one(['all', 100]) };
    case 'lock':
      return { lock: dice.one(['m', { name: 'm', timeout: '200ms' }]) };
    case 'unlock':
      return { unlock: 'm' };
    case 'call':
      return {
        call: {
          ...{ to: LISTENER, port: dice.one([80, 1883]), receive: dice.one([0, 1, 100]), timeout: '500ms' },
          ...(dice.chance(0.5) ? { send: bytes() } : {}),
        },
      };
    case 'ws_recv':
      return { ws_recv: true };
    case 'socket_send':
      return { socket_send: bytes() };
    case 'close_fd':
      return { close_fd: dice.one([0, 54, 57, 60]) };
    case 'set':
      return { set: 'flag' };
    case 'when':
      return { when: 'flag', do: inner() };
    case 'callback_on_writable':
      return { callback_on_writable: dice.one([true, 'all']) };
    case 'again':
      return { again: dice.int(1, 4) };
    case 'timer':
      return { timer: dice.one(['1ms', '2s']) };
    case 'rx_flow':
      return { rx_flow: dice.one(['stop', 'go']) };
    case 'close_reason':
      return { close_reason: dice.one([1000, { code: 1011, text: 'x' }]) };
    case 'limit':
      return { limit: dice.int(0, 4) };
    case 'task':
      return {
        task: { do: inner(), ...(dice.chance(0.5) ? { task: 'worker', stack: 3000, priority: 6 } : {}) },
      };
    default:
      return { [word]: true };
  }
}
