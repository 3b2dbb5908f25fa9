/** Typed words to a step as scenarios write it: `http POST /echo body="hi"`. */

import { UserError } from '../user-error.js';
import type { WrittenStep } from '../engine/edited-scenario.js';
import type { Word } from '../words.js';

/** Fields that words without a name fill, in order. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  connect: ['port'],
  listen: ['port'],
  send: ['text'],
  ws_text: ['text'],
  ws_bin: ['text'],
  ws_ping: ['text'],
  ws_pong: ['text'],
  ws_open: ['path', 'subprotocol'],
  ws_close: ['code'],
  ws_accept: ['subprotocol'],
  ws_frame: ['opcode', 'text'],
  http: ['path'],
  stop: ['instance'],
  start: ['instance'],
  queue_work: ['count'],
  broadcast: ['length'],
  settime: ['unix'],
  segment: ['flags'],
};
/** Fields whose values are text even when they look like numbers. */
/** Fields of `segment` that may be written NAME VALUE, as tcpdump shows them. */
const SEGMENT_FIELDS = new Set([
  ...['seq', 'ack', 'window', 'mss', 'options', 'urg', 'isn', 'from', 'to'],
  ...['text', 'hex', 'fill', 'length'],
]);
const TEXT_FIELDS = new Set([
  'flags',
  'options',
  'text',
  'hex',
  'fill',
  'path',
  'body',
  'method',
  'subprotocol',
  'task',
]);
const FIELD = /^([a-z_]+)=/;
const WHOLE = /^-?\d{1,15}$/;

/** `NAME STEP FIELD…` */
export function clientStep(words: readonly Word[]): WrittenStep {
  const [client, kind, ...rest] = words;
  if (client === undefined || kind === undefined) {
    throw new UserError('client NAME STEP', 'as in `client tab9 connect`');
  }
  return { client: client.text, do: kind.text, ...fields(kind.text, rest) };
}

/** `STEP FIELD…` */
export function deviceStep(words: readonly Word[]): WrittenStep {
  const [kind, ...rest] = words;
  if (kind === undefined) throw new UserError('device STEP', 'as in `device stop`');
  return { device: kind.text, ...fields(kind.text, rest) };
}

function fields(kind: string, words: readonly Word[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  let open = POSITIONAL[kind] ?? [];
  let rest = words;
  // `http POST /echo`: the method in front of the path.
  if (
    kind === 'http' &&
    rest[1] !== undefined &&
    /^[A-Z]+$/.test(rest[0]!.text) &&
    !FIELD.test(rest[1].text)
  ) {
    found['method'] = rest[0]!.text;
    rest = rest.slice(1);
  }
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    const next = rest[i + 1];
    if (kind === 'segment' && !word.quoted && word.text === 'spoof') {
      found['spoof'] = true;
      continue;
    }
    if (kind === 'segment' && !word.quoted && SEGMENT_FIELDS.has(word.text) && next !== undefined) {
      found[word.text] = value(word.text, next);
      i++;
      continue;
    }
    const named = FIELD.exec(word.text.slice(0, word.bare));
    if (named !== null) {
      const name = named[1]!;
      found[name] = value(name, { text: word.text.slice(name.length + 1), quoted: word.quoted });
      continue;
    }
    const [name, ...others] = open;
    if (name === undefined)
      throw new UserError(`${kind}: what is "${word.text}"?`, 'fields are written NAME=VALUE');
    found[name] = value(name, word);
    open = others;
  }
  return found;
}

function value(name: string, { text, quoted }: Word): unknown {
  if (TEXT_FIELDS.has(name) || quoted) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return WHOLE.test(text) ? Number(text) : text;
}
