/** Typed words to a step as scenarios write it: `http POST /echo body="hi"`. */

import { UserError } from '../user-error.js';
import type { WrittenStep } from '../engine/script.js';
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
};
/** Fields whose values are text even when they look like numbers. */
const TEXT_FIELDS = new Set(['text', 'hex', 'fill', 'path', 'body', 'method', 'subprotocol', 'task']);
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
  for (const word of rest) {
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
