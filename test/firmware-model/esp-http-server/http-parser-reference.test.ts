/**
 * Same as the C: the digests below were recorded by running the real components/http_parser/http_parser.c (ESP-IDF
 * v5.3.5, compiled for 32 bits with unsigned char, assertions on) over the inputs that this file generates: requests,
 * good and spoiled, cut into blocks, with callbacks that pause or refuse; and URLs. Everything observable goes into the
 * digest: callbacks with their ranges, bytes parsed, error, and all fields of the parser after each call.
 *
 * If a digest differs, the model (or the generator) has changed; which input it was is for a debugger to find.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  HttpRequestParser,
  parseUrl,
  type HttpParserCallbacks,
} from '../../../firmware-model/esp-http-server/http-parser/index.js';

const CASES_PER_DIGEST = 2500;

/** SHA-256 of the C parser's traces, each followed by a line end; the first 16 digits. */
const RECORDED = [
  '708e9a3a41912b20',
  '593404d8f78550e1',
  '377922d3e4fedae9',
  '3e1c4687becd1d7e',
  'cd67b11748998238',
  '8fae28275a46635c',
  'b406cde5d36e81de',
  'cccdda2c178df922',
];

/** What a callback does, by its position in `answers` (used in turn). */
const Answer = {
  accept: 0,
  refuse: 1,
  pause: 2,
  two: 3,
  pauseAndRefuse: 4,
  negative: 5,
  pauseAndResume: 6,
} as const;

interface Case {
  /** Set for a URL, which is then parsed for itself. */
  url?: { isConnect: boolean };
  bytes: Uint8Array;
  /** Block sizes, used in turn; none: one block. */
  blocks: number[];
  answers: number[];
  readOnAfterUpgrade: boolean;
  callbacks: { begin: boolean; chunks: boolean; most: boolean };
}

type Below = (limit: number) => number;

/** Random whole numbers (mulberry32). */
function random(seed: number): Below {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const list = (text: string): string[] => text.split('¦');

const METHODS = list(
  'GET¦DELETE¦HEAD¦POST¦PUT¦CONNECT¦OPTIONS¦TRACE¦COPY¦LOCK¦MKCOL¦MOVE¦PROPFIND¦PROPPATCH¦SEARCH¦UNLOCK¦BIND¦REBIND' +
    '¦UNBIND¦ACL¦REPORT¦MKACTIVITY¦CHECKOUT¦MERGE¦M-SEARCH¦NOTIFY¦SUBSCRIBE¦UNSUBSCRIBE¦PATCH¦PURGE¦MKCALENDAR¦LINK' +
    '¦UNLINK¦get¦G¦GETT¦SOURCE¦MKA¦M-¦PU¦¦ ¦COPYX¦SUBSEARCH¦G\0T',
);
const GOOD_URLS = list('/¦/echo¦/uri?query1=a&b=c¦*¦/ws¦/a/b/c?x#frag');
const URLS = list(
  'http://u:p@host:80/p?q#f¦https://[fe80::1%25en0]:8080/x¦ws://h¦h:80¦host.example:443¦[::1]:80¦http:///x¦http:/' +
    '¦http://¦http://a@b@c/¦http://@/¦http://a:/¦http://a:99999/¦http://a:65535?x¦/\x7f¦/\x80¦/a\tb¦/"<>^`{|}\\¦¦a¦1' +
    '¦http://h#f¦http://[12:g]/¦http://a_b/¦x@y:1¦a://b@@¦http://[::1%]/¦http://[::1%a]x/¦http://u@:80/¦?¦/a#f?q#¦/??#',
).concat(`/${'x'.repeat(130)}`, GOOD_URLS);
const VERSIONS = list(
  'HTTP/1.1¦HTTP/1.0¦HTTP/0.9¦HTTP/2.0¦HTTP/1.¦HTTP/999.999¦HTTP/1000.1¦HTTP/1.1000¦http/1.1¦HTTP/1¦HTP/1.1¦HTTP1.1' +
    '¦ HTTP/1.1¦HTTP/1.1 ¦¦HTTP/3.7',
);
const NAMES = list(
  'Host¦User-Agent¦Connection¦connection¦Proxy-Connection¦Content-Length¦CONTENT-LENGTH¦Transfer-Encoding¦Upgrade¦X¦C' +
    '¦Con¦Content-Lengthx¦Connections¦Upgraded¦Transfer-Encodin¦T¦U¦Bad Name¦Content-Length ¦¦ Fold¦a(b¦a\x80',
);
const VALUES = list(
  'esp32.local¦*/*¦keep-alive¦Keep-Alive¦close¦Upgrade¦keep-alive, Upgrade¦Upgrade, keep-alive¦close, keep-alive' +
    '¦closed¦c,close¦foo,close¦foo,\tclose¦,close¦a,,close¦close,¦close ,x¦close x¦keep-alive,Upgrade,close¦upgrade\tx' +
    '¦u,upgrade¦chunked¦Chunked ¦chunked, gzip¦gzip, chunked¦chunke¦chunkedx¦0¦5¦5 ¦1 2¦5x¦-1¦18446744073709551615' +
    '¦1844674407370955160¦1844674407370955161¦18446744073709551609¦4294967295¦4294967297¦websocket¦¦  ¦\t¦a\x01b¦\x01' +
    '¦ab\x7fc¦x\0y¦\x80\xff¦a\tb¦close;x¦@lose¦upgrade, ,close',
).concat('y'.repeat(140));
const LINE_ENDS = list(
  '\r\n¦\n¦\r¦\n\r¦\r\n ¦\r\n\t¦\r\r\n¦\r\n \r\n ¦¦\r\n  close\r\n¦\r\n 5\r\n¦,\r\n close\r\n',
);
const BODIES = list(
  '¦hello¦hello world!!¦5\r\nhello\r\n0\r\n\r\n¦5;ext=1\r\nhello\r\n0\r\nX: y\r\n\r\n¦0\r\n\r\n¦fffffffffffffffff\r\n' +
    '¦a \r\n0123456789\r\n00\r\nContent-Length: 3\r\nConnection: close\r\n\r\n¦FFFFFFFFFFFFFFE\r\nab¦0fffffffffffffffe1\r\n' +
    '¦\x805\r\nhello\r\n0\r\n\r\n¦g\r\n¦5\rx¦5\r\nhellox¦5\r\nhello\rx¦1\r\na\r\n1\n¦\r\n\r\n¦\x81\x85\x01abcde¦;¦ 5\r\n' +
    '¦3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n¦05\r\nhello\r\n0\r\n\n',
);
const SPOILERS = Buffer.from(' \t\r\n:,;-/?#@[]%.0123456789abcCkKuU\0\x7f\x80', 'latin1');

function makeCase(seed: number): Case {
  const below = random(seed);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const url = below(12) === 0 ? { isConnect: below(2) === 0 } : undefined;
  let text = url === undefined ? makeRequest(below, pick) : pick(URLS) + (below(4) === 0 ? pick(URLS) : '');
  while (url === undefined && below(3) === 0 && text.length < 900) text += makeRequest(below, pick);
  return {
    ...(url && { url }),
    bytes: spoil(below, Array.from(Buffer.from(text, 'latin1'))),
    blocks: makeBlocks(below, text.length),
    answers: makeAnswers(below, pick),
    readOnAfterUpgrade: below(2) === 0,
    callbacks: { begin: below(2) === 0, chunks: below(2) === 0, most: below(10) !== 0 },
  };
}

function makeRequest(below: Below, pick: (from: readonly string[]) => string): string {
  const good = below(3) !== 0;
  const rarely = (chance: number, odd: string, usual: string) => (below(chance) === 0 ? odd : usual);
  const lineEnd = () => (good && below(12) !== 0 ? '\r\n' : pick(LINE_ENDS));
  const header = (name: string, value: string) =>
    `${name}${rarely(8, pick([':', ' :', ':\t']), ': ')}${value}${lineEnd()}`;

  let text =
    rarely(12, '\r\n', '') + (good ? pick(['GET', 'POST', 'CONNECT', pick(METHODS)]) : pick(METHODS));
  text += rarely(20, pick(['  ', '', '\t']), ' ') + pick(good ? GOOD_URLS : URLS);
  text +=
    rarely(20, pick(['  ', '\r\n', '\n']), ' ') +
    (good ? (VERSIONS[below(2)] ?? '') : pick(VERSIONS)) +
    lineEnd();

  const body = pick(BODIES);
  for (let count = below(5); count > 0; count--) text += header(pick(NAMES), pick(VALUES));
  const shape = below(10);
  if (shape === 0)
    text += header('Upgrade', 'websocket') + header('Connection', pick(['Upgrade', 'keep-alive, Upgrade']));
  if (shape === 1) text += header('Connection', pick(VALUES));
  if (shape >= 2 && shape <= 4)
    text += header('Content-Length', rarely(5, pick(VALUES), String(body.length)));
  if (shape >= 5 && shape <= 6) text += header('Transfer-Encoding', rarely(5, pick(VALUES), 'chunked'));
  if (shape === 7)
    text += header('Upgrade', 'x') + header('Connection', 'upgrade') + header('Content-Length', '5');
  return text + rarely(15, pick(['\n', '\r', '', '\rx']), '\r\n') + (shape > 1 ? body : '');
}

function spoil(below: Below, bytes: number[]): Uint8Array {
  for (let count = below(5) < 3 ? 0 : 1 + below(3); count > 0 && bytes.length > 0; count--) {
    const at = below(bytes.length);
    const other = below(4) === 0 ? below(256) : (SPOILERS[below(SPOILERS.length)] as number);
    const repeated = bytes.slice(at, at + 1 + below(12));
    const removed = below(2) === 0 ? 0 : 1 + below(8);
    bytes.splice(at, removed, ...([[other], [other], repeated, []][below(4)] ?? []));
  }
  return Uint8Array.from(bytes);
}

function makeBlocks(below: Below, length: number): number[] {
  const anywhere = 1 + below(length + 1);
  const several = Array.from({ length: 1 + below(8) }, () => 1 + below(40));
  return (
    [[1], [128], [anywhere, 4000], several, [1 + below(5)], [anywhere, 1, 1, 1, 4000], [], []][below(8)] ?? []
  );
}

function makeAnswers(below: Below, pick: (from: readonly number[]) => number): number[] {
  const other = [
    Answer.refuse,
    Answer.pause,
    Answer.pause,
    Answer.two,
    Answer.pauseAndRefuse,
    Answer.negative,
  ];
  const accepted = Array.from({ length: below(14) }, () => Answer.accept);
  switch (below(5)) {
    case 0:
      return [...accepted, pick([...other, Answer.pauseAndResume]), 0, 0, 0, 0, 0, 0];
    case 1:
      return [Answer.accept, pick(other), ...accepted, pick(other), 0];
    case 2:
      return [Answer.pause];
    default:
      return [];
  }
}

/** Everything observable, in the words of the C program that recorded the digests. */
function trace({ url, bytes, blocks, answers, readOnAfterUpgrade, callbacks }: Case): string {
  if (url !== undefined) return traceUrl(bytes, url.isConnect);

  let out = '';
  let calls = 0;
  let base = 0;
  const answer = (): number => {
    const kind = answers.length === 0 ? Answer.accept : answers[calls++ % answers.length];
    if (kind === Answer.pause || kind === Answer.pauseAndRefuse || kind === Answer.pauseAndResume)
      parser.pause(true);
    if (kind === Answer.pauseAndResume) parser.pause(false);
    return kind === Answer.refuse || kind === Answer.pauseAndRefuse
      ? 1
      : kind === Answer.two
        ? 2
        : kind === Answer.negative
          ? -1
          : 0;
  };
  const fields = (): string => {
    const { method, httpMajor, httpMinor, upgrade, flags, headerBytes, contentLength } = parser;
    const values = [method, `${String(httpMajor)}.${String(httpMinor)}`, Number(upgrade), flags, headerBytes];
    return `{${[...values, contentLength, Number(parser.shouldKeepAlive())].map(String).join(' ')}}`;
  };
  const on = (name: string) => () => {
    out += `${name}${fields()};`;
    return answer();
  };
  const text = (name: string) => (_block: Uint8Array, start: number, length: number) => {
    out += `${name}${String(start - base)}+${String(length)};`;
    return answer();
  };
  const chosen: HttpParserCallbacks = {
    onHeaderField: text('f'),
    onMessageComplete: on('M'),
    ...(callbacks.most && {
      onUrl: text('u'),
      onHeaderValue: text('v'),
      onHeadersComplete: on('H'),
      onBody: text('b'),
    }),
    ...(callbacks.begin && { onMessageBegin: on('B') }),
    ...(callbacks.chunks && { onChunkHeader: on('c'), onChunkComplete: on('d') }),
  };
  const parser: HttpRequestParser = new HttpRequestParser(chosen);

  let position = 0;
  for (let round = 0; position < bytes.length && round < 3000; round++) {
    const length = Math.min(blocks[round % blocks.length] ?? bytes.length, bytes.length - position);
    base = position;
    const parsed = parser.execute(bytes, position, length);
    out += `=${String(parsed)}/${String(length)} e${String(parser.errno)}${fields()}\n`;
    position += parsed;
    if (parser.error === 'PAUSED') parser.pause(false);
    else if (parser.error !== 'OK' || (parser.upgrade && parsed < length && !readOnAfterUpgrade)) break;
  }
  out += `eof=${String(parser.execute(bytes, 0, 0))} e${String(parser.errno)}${fields()}`;
  return out;
}

function traceUrl(bytes: Uint8Array, isConnect: boolean): string {
  const { valid, fields, port } = parseUrl(bytes, 0, bytes.length, isConnect);
  const order = ['schema', 'host', 'port', 'path', 'query', 'fragment', 'userinfo'] as const;
  const found = order.map((name, index) => {
    const range = fields[name];
    return range === undefined ? '' : ` ${String(index)}:${String(range.offset)}+${String(range.length)}`;
  });
  return `${valid ? '0' : '1'} ${String(port)}${found.join('')}`;
}

describe('traces of the C parser', () => {
  it.each(RECORDED.map((digest, index) => ({ digest, first: index * CASES_PER_DIGEST })))(
    'are the same from seed $first on',
    ({ digest, first }) => {
      const hash = createHash('sha256');
      for (let seed = first; seed < first + CASES_PER_DIGEST; seed++)
        hash.update(`${trace(makeCase(seed))}\n`);
      expect(hash.digest('hex').slice(0, 16)).toBe(digest);
    },
  );
});
