import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Flag,
  HttpErrno,
  HTTP_ERRNO_NAMES,
  HTTP_METHOD_NAMES,
  HttpMethod,
  HttpRequestParser,
  methodName,
} from '../../../firmware-model/esp-http-server/http-parser/index.js';

const NO_LENGTH = 2n ** 64n - 1n;

type Event = [name: string, text?: string];

/** A parser that writes down what it reports; `answer` decides what each callback returns (or does). */
function recorder(answer: (name: string, parser: HttpRequestParser) => number = () => 0) {
  const events: Event[] = [];
  const on = (name: string) => (): number => {
    events.push([name]);
    return answer(name, parser);
  };
  const text =
    (name: string) =>
    (block: Uint8Array, start: number, length: number): number => {
      events.push([name, Buffer.from(block.subarray(start, start + length)).toString('latin1')]);
      return answer(name, parser);
    };
  const parser: HttpRequestParser = new HttpRequestParser({
    onMessageBegin: on('begin'),
    onUrl: text('url'),
    onHeaderField: text('field'),
    onHeaderValue: text('value'),
    onHeadersComplete: on('headers'),
    onBody: text('body'),
    onMessageComplete: on('complete'),
    onChunkHeader: on('chunk'),
    onChunkComplete: on('chunk end'),
  });
  const feed = (input: string): number => {
    const block = Buffer.from(`??${input}`, 'latin1');
    return parser.execute(block, 2, block.length - 2);
  };
  return { parser, events, feed };
}

/** One block: what was parsed of it, and how it ended. */
function parse(input: string) {
  const { parser, events, feed } = recorder();
  const parsed = feed(input);
  return { parsed, error: parser.error, parser, events };
}

/** Parses to the point before `rest`, where `error` must be found. */
function expectError(good: string, rest: string, error: HttpErrno): void {
  const result = parse(good + rest);
  expect({ error: result.error, parsed: result.parsed }).toEqual({ error, parsed: good.length });
  expect(result.parser.execute(Buffer.from('GET'), 0, 3)).toBe(0);
}

const GET = 'GET / HTTP/1.1\r\n';

/** Pieces of the same element joined, as if the request had come in one block. */
function joined(events: readonly Event[]): Event[] {
  const result: Event[] = [];
  for (const [name, text] of events) {
    const last = result.at(-1);
    if (last !== undefined && last[0] === name && text !== undefined) last[1] = (last[1] ?? '') + text;
    else result.push(text === undefined ? [name] : [name, text]);
  }
  return result;
}

describe('numbers the server logs', () => {
  it('has the errors of http_parser 2.7.0 with two more', () => {
    expect(HTTP_ERRNO_NAMES).toHaveLength(33);
    expect(HttpErrno.INVALID_METHOD).toBe(16);
    expect(HttpErrno.INVALID_HEADER_TOKEN).toBe(24);
    expect(HttpErrno.UNEXPECTED_CONTENT_LENGTH).toBe(26);
    expect(HttpErrno.PAUSED).toBe(31);
  });

  it('has 33 methods, recognised in full and told apart from their prefixes', () => {
    expect(HTTP_METHOD_NAMES).toHaveLength(33);
    expect([HttpMethod.DELETE, HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.UNLINK]).toEqual([
      0, 1, 3, 4, 32,
    ]);
    for (const [number, name] of HTTP_METHOD_NAMES.entries()) {
      const { parser, parsed } = parse(`${name} `);
      expect([name, parser.method, parser.error, parsed]).toEqual([name, number, 'OK', name.length + 1]);
      expectError(name, 'Z', 'INVALID_METHOD');
      expectError(name.slice(0, -1), ' ', 'INVALID_METHOD');
    }
    expect(methodName(24)).toBe('M-SEARCH');
    expect(methodName(33)).toBe('<unknown>');
  });

  it('shows the method it guesses while the method is incomplete', () => {
    const guess = (text: string) => methodName(parse(text).parser.method);
    expect(['P', 'PR', 'PU', 'M', 'MKC', 'R', 'S', 'U', 'UN', 'UNL', 'C', 'CO'].map(guess)).toEqual([
      'POST',
      'PROPFIND',
      'PUT',
      'MKCOL',
      'MKCOL',
      'REPORT',
      'SUBSCRIBE',
      'UNLOCK',
      'UNLOCK',
      'UNLOCK',
      'CONNECT',
      'CONNECT',
    ]);
  });
});

describe('request line', () => {
  it('reports a request without headers', () => {
    const { parsed, events, parser } = parse('\r\n\nGET /a?b#c HTTP/1.1\r\n\r\n');
    expect(events).toEqual([['begin'], ['url', '/a?b#c'], ['headers'], ['complete']]);
    expect([parsed, parser.error, parser.httpMajor, parser.httpMinor]).toEqual([26, 'OK', 1, 1]);
    expect([parser.contentLength, parser.contentLengthLow32]).toEqual([NO_LENGTH, 0xffffffff]);
  });

  it('finds bad methods at the first byte that does not fit', () => {
    expectError('', 'get / HTTP/1.1\r\n', 'INVALID_METHOD');
    expectError('', '\x16\x03\x01', 'INVALID_METHOD');
    expectError('', 'XYZ', 'INVALID_METHOD');
    expectError('GE', 't', 'INVALID_METHOD');
    expectError('GET', '\t/', 'INVALID_METHOD');
    expectError('GET', '\0', 'INVALID_METHOD');
  });

  it('knows the forms of a URL', () => {
    for (const url of ['*', '/??#f?', 'http://u:p@host:80/x', 'x://[::1]?q', '//a', '/"<>^`{|}~']) {
      expect(parse(`GET ${url} `)).toMatchObject({ error: 'OK', events: [['begin'], ['url', url]] });
    }
    expect(parse('CONNECT host:443 HTTP/1.1\r\n').events).toContainEqual(['url', 'host:443']);
    expect(parse('CONNECT /anything HTTP/1.1\r\n').events).toContainEqual(['url', '/anything']);
    expectError('GET ', '1', 'INVALID_URL');
    expectError('GET ', '?q', 'INVALID_URL');
    expectError('GET /', '\t', 'INVALID_URL');
    expectError('GET /', '\x7f', 'INVALID_URL');
    expectError('GET /', '\x80', 'INVALID_URL');
    expectError('GET http', '/', 'INVALID_URL');
    expectError('GET http://', ' ', 'INVALID_URL');
    expectError('GET http://a@', '@', 'INVALID_URL');
    expectError('GET abc', ' ', 'INVALID_URL');
  });

  it('reads versions up to 999.999 and takes a missing one for 0.9', () => {
    expect(parse('GET / HTTP/999.999\r\n').parser).toMatchObject({
      error: 'OK',
      httpMajor: 999,
      httpMinor: 999,
    });
    expect(parse('GET /\n').parser).toMatchObject({ error: 'OK', httpMajor: 0, httpMinor: 9 });
    expectError('GET / ', 'http/1.1', 'INVALID_CONSTANT');
    expectError('GET / HT', 'P', 'STRICT');
    expectError('GET / HTTP', ' ', 'STRICT');
    expectError('GET / HTTP/', '0', 'INVALID_VERSION');
    expectError('GET / HTTP/1', '\r', 'INVALID_VERSION');
    expectError('GET / HTTP/100', '0', 'INVALID_VERSION');
    expectError('GET / HTTP/1.', '\r', 'INVALID_VERSION');
    expectError('GET / HTTP/1.1', ' ', 'INVALID_VERSION');
    expectError('GET / HTTP/1.1\r', '\r', 'LF_EXPECTED');
  });
});

describe('headers', () => {
  it('reports names and values, without the blanks before a value', () => {
    const { events } = parse(`${GET}Host: \t a b \r\nX-Empty:  \r\nX:1\r\n\r\n`);
    expect(events.slice(2, -2)).toEqual([
      ['field', 'Host'],
      ['value', 'a b '],
      ['field', 'X-Empty'],
      ['value', ''],
      ['field', 'X'],
      ['value', '1'],
    ]);
  });

  it('reports an empty value at the next line, where the server has to search back for it', () => {
    const starts: number[] = [];
    const parser = new HttpRequestParser({
      onHeaderValue: (_block, start, length) => starts.push(start, length) * 0,
    });
    const text = Buffer.from(`${GET}A:\r\nB: c\r\n\r\n`);
    parser.execute(text, 0, text.length);
    expect(starts).toEqual([GET.length + 4, 0, GET.length + 7, 1]);
  });

  it('reads lines that end in a bare LF, and folded ones', () => {
    const { events, error } = parse('GET / HTTP/1.1\nA: b\n\tc\r\nD:\n e\n\n');
    expect(error).toBe('OK');
    expect(events.slice(2)).toEqual([
      ['field', 'A'],
      ['value', 'b'],
      ['value', '\tc'],
      ['field', 'D'],
      ['value', 'e'],
      ['headers'],
      ['complete'],
    ]);
  });

  it('refuses names that are no tokens and CR without LF', () => {
    expectError(GET, ' A: b', 'INVALID_HEADER_TOKEN');
    expectError(GET, ': b', 'INVALID_HEADER_TOKEN');
    expectError(`${GET}A`, ' : b', 'INVALID_HEADER_TOKEN');
    expectError(`${GET}A`, '\x80: b', 'INVALID_HEADER_TOKEN');
    expectError(`${GET}A`, '\r\n', 'INVALID_HEADER_TOKEN');
    expectError(`${GET}A: b\r`, '\r\n', 'LF_EXPECTED');
    expectError(`${GET}A:\r`, 'b', 'STRICT');
    expectError(`${GET}A: b\r\n\r`, 'x', 'STRICT');
  });

  it('checks only the second byte of an ordinary value, and the first of each further block', () => {
    expectError(`${GET}A: b`, '\x01c', 'INVALID_HEADER_TOKEN');
    expectError(`${GET}Connection: clos`, '\x7f', 'INVALID_HEADER_TOKEN');
    expect(parse(`${GET}A: \x01bc\x01\r\n\r\n`).error).toBe('OK');

    const { parser, feed } = recorder();
    feed(`${GET}A: bc`);
    expect([feed('d\x01'), feed('\x01'), parser.error]).toEqual([2, 0, 'INVALID_HEADER_TOKEN']);
  });

  const flagsOf = (...headers: string[]) => parse(`${GET}${headers.join('\r\n')}\r\n\r`).parser.flags;

  it('reads Connection as a list, with the oddities of the original', () => {
    const { keepAlive, close, connectionUpgrade } = Flag;
    expect(flagsOf('Connection: Keep-Alive')).toBe(keepAlive);
    expect(flagsOf('proxy-connection: close')).toBe(close);
    expect(flagsOf('Connection: keep-alive, Upgrade')).toBe(keepAlive | connectionUpgrade);
    expect(flagsOf('Connection: te,close ,x')).toBe(close);
    expect(flagsOf('Connection: keep-alive', 'Connection: close')).toBe(keepAlive | close);
    expect(flagsOf('Connection: closed')).toBe(0);
    expect(flagsOf('Connection: close x')).toBe(0);
    expect(flagsOf('Connections: close')).toBe(0);
    // a comma right behind a failed match is not seen
    expect(flagsOf('Connection: c,close')).toBe(0);
    expect(flagsOf('Connection: ,close')).toBe(0);
    expect(flagsOf('Connection: te,,close')).toBe(0);
    expect(flagsOf('Connection: te,\tclose')).toBe(0);
    // folding makes it forget, unless the line was broken behind a comma
    expect(flagsOf('Connection: close\r\n ')).toBe(0);
    expect(flagsOf('Connection: te,\r\n close')).toBe(close);
    expect(flagsOf('Connection: te\r\n ,close')).toBe(0);
    expect(flagsOf('Connection:\r\n close')).toBe(close);
  });

  it('reads Transfer-Encoding and Upgrade', () => {
    expect(flagsOf('Transfer-Encoding: Chunked  ')).toBe(Flag.chunked);
    expect(flagsOf('Transfer-Encoding: gzip, chunked')).toBe(0);
    expect(flagsOf('Transfer-Encoding: chunked, gzip')).toBe(0);
    expect(flagsOf('Upgrade: anything')).toBe(Flag.upgrade);
    expect(flagsOf('Upgrade:')).toBe(0);
  });

  it('reads Content-Length as 64 bits, blanks between digits included', () => {
    const lengthOf = (value: string) => parse(`${GET}Content-Length: ${value}\r\n`).parser;
    expect(lengthOf('1 2 ')).toMatchObject({ error: 'OK', contentLength: 12n });
    expect(lengthOf('4294967297')).toMatchObject({ contentLength: 4294967297n, contentLengthLow32: 1 });
    expect(lengthOf('18446744073709551609')).toMatchObject({ error: 'OK', contentLength: 2n ** 64n - 7n });
    expectError(`${GET}Content-Length: 1844674407370955161`, '0', 'INVALID_CONTENT_LENGTH');
    expectError(`${GET}Content-Length: `, '-1', 'INVALID_CONTENT_LENGTH');
    expectError(`${GET}Content-Length: 1`, '\t', 'INVALID_CONTENT_LENGTH');
    expectError(`${GET}Content-Length: 1\r\n`, ' 2', 'INVALID_CONTENT_LENGTH');
  });

  it('refuses a second Content-Length at the last letter of its name, and one beside chunks at the end', () => {
    expectError(`${GET}Content-Length: 1\r\ncontent-lengt`, 'h', 'UNEXPECTED_CONTENT_LENGTH');
    expectError(`${GET}Content-Lengthy: 1\r\ncontent-lengt`, 'h', 'UNEXPECTED_CONTENT_LENGTH');
    const both = `${GET}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r`;
    expectError(both, '\n', 'UNEXPECTED_CONTENT_LENGTH');
  });

  it('refuses more than 80 KiB of request line and headers', () => {
    const filler = 'x'.repeat(80 * 1024);
    expectError(`GET /${filler.slice(5)}`, 'x', 'HEADER_OVERFLOW');
    expect(parse(`GET /${filler.slice(5)}`).error).toBe('OK');
    expect(parse(`${GET}A: ${filler}\r\nB`)).toMatchObject({
      error: 'HEADER_OVERFLOW',
      parsed: GET.length + 3 + filler.length,
    });
  });
});

describe('body and end of message', () => {
  const POST = 'POST / HTTP/1.1\r\n';

  it('delivers a body of known length with its last byte', () => {
    const { events, parser } = parse(`${POST}Content-Length: 5\r\n\r\nhello`);
    expect(events.slice(-3)).toEqual([['headers'], ['body', 'hello'], ['complete']]);
    expect(parser.contentLength).toBe(0n);
  });

  it('delivers chunks, their sizes, and trailers as headers', () => {
    const text = `${POST}Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0A \r\n0123456789\r\n0\r\nT: v\r\n\r\n`;
    const { events, parsed } = parse(text);
    expect(parsed).toBe(text.length);
    expect(events.slice(4)).toEqual([
      ['headers'],
      ['chunk'],
      ['body', 'hello'],
      ['chunk end'],
      ['chunk'],
      ['body', '0123456789'],
      ['chunk end'],
      ['chunk'],
      ['field', 'T'],
      ['value', 'v'],
      ['chunk end'],
      ['complete'],
    ]);
  });

  it('checks the framing of chunks, and takes bytes from 0x80 up for the digit 0', () => {
    const head = `${POST}Transfer-Encoding: chunked\r\n\r\n`;
    expectError(head, '\r\n', 'INVALID_CHUNK_SIZE');
    expectError(`${head}1`, '\n', 'INVALID_CHUNK_SIZE');
    expectError(`${head}1\r`, 'x', 'STRICT');
    expectError(`${head}1\r\na`, 'b', 'STRICT');
    expectError(`${head}1\r\na\r`, 'b', 'STRICT');
    expectError(`${head}fffffffffffffff`, '0', 'INVALID_CONTENT_LENGTH');
    expect(parse(`${head}\xff5\r\nhello`).events.at(-1)).toEqual(['body', 'hello']);
  });

  it('reads the next request on a connection that stays, and only line ends on one that does not', () => {
    expect(parse(`${GET}\r\n${GET}\r\n`).events.filter(([name]) => name === 'complete')).toHaveLength(2);
    expectError(`${GET}Connection: close\r\n\r\n\r\n`, 'G', 'CLOSED_CONNECTION');
    expectError('GET / HTTP/1.0\r\n\r\n', 'G', 'CLOSED_CONNECTION');
    expectError('GET / HTTP/2.0\r\n\r\n', 'G', 'CLOSED_CONNECTION');
    expect(parse(`GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n${GET}`).error).toBe('OK');
    expect(parse(`${GET}\r\n`).parser.shouldKeepAlive()).toBe(true);
  });

  it('leaves the rest of the block alone after an upgrade', () => {
    const upgrade = `${GET}Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n`;
    const result = parse(`${upgrade}\x81\x80frame`);
    expect([result.parsed, result.error, result.parser.upgrade]).toEqual([upgrade.length, 'OK', true]);
    expect(result.events.at(-1)).toEqual(['complete']);

    const connect = 'CONNECT h:1 HTTP/1.1\r\nContent-Length: 3\r\n\r\n';
    expect(parse(`${connect}abc`)).toMatchObject({ parsed: connect.length, parser: { upgrade: true } });
    const withBody = `${GET}Upgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 1\r\n\r\nb`;
    expect(parse(`${withBody}rest`).parsed).toBe(withBody.length);
    expect(parse(`${GET}Upgrade: websocket\r\n\r\nGET`).parser.upgrade).toBe(false);
  });

  it('takes the end of the stream for an error within a request', () => {
    const { parser, feed } = recorder();
    expect(feed('')).toBe(0);
    feed('GET');
    expect([feed(''), parser.error]).toEqual([1, 'INVALID_EOF_STATE']);
    parser.reset();
    expect([feed(GET), parser.error]).toEqual([GET.length, 'OK']);
  });
});

describe('callbacks that intervene', () => {
  const text = 'POST /u HTTP/1.1\r\nA: b\r\nContent-Length: 3\r\n\r\nxyz';
  const stopAt = (name: string, what: (parser: HttpRequestParser) => number) => {
    const { parser, feed, events } = recorder((event, self) => (event === name ? what(self) : 0));
    return { parser, feed, events, parsed: feed(text) };
  };

  it('stops with the error of the callback that refused, consuming the delimiter but not the end of the head', () => {
    const expected: [string, HttpErrno, number][] = [
      ['begin', 'CB_message_begin', 1],
      ['url', 'CB_url', 8],
      ['field', 'CB_header_field', 20],
      ['value', 'CB_header_value', 23],
      ['headers', 'CB_headers_complete', text.length - 4],
      ['body', 'CB_body', text.length - 1],
      ['complete', 'CB_message_complete', text.length],
    ];
    for (const [name, error, parsed] of expected) {
      const result = stopAt(name, () => -1);
      expect([name, result.parser.error, result.parsed]).toEqual([name, error, parsed]);
    }
  });

  it('goes on after a pause where it stopped', () => {
    for (const name of ['begin', 'url', 'field', 'value', 'headers', 'body', 'complete']) {
      const { parser, feed, events } = recorder((event, self) => {
        if (event === name) self.pause(true);
        return 0;
      });
      let rest = text;
      for (let round = 0; round < 10 && rest !== ''; round++) {
        rest = rest.slice(feed(rest));
        if (parser.error === 'PAUSED') expect(feed('x')).toBe(0);
        parser.pause(false);
      }
      expect(joined(events.filter(([event]) => event !== 'begin'))).toEqual([
        ['url', '/u'],
        ['field', 'A'],
        ['value', 'b'],
        ['field', 'Content-Length'],
        ['value', '3'],
        ['headers'],
        ['body', 'xyz'],
        ['complete'],
      ]);
    }
  });

  it('skips the body for 1, and leaves for another protocol for 2', () => {
    const skipped = stopAt('headers', () => 1);
    expect([skipped.parser.error, skipped.parsed]).toEqual(['INVALID_METHOD', text.length - 3]);
    const upgraded = stopAt('headers', () => 2);
    expect([upgraded.parser.upgrade, upgraded.parser.error, upgraded.parsed]).toEqual([
      true,
      'OK',
      text.length - 3,
    ]);
  });

  it('throws when paused with an error pending, where the device fails an assertion', () => {
    const { parser, feed } = recorder();
    feed('?');
    expect(() => {
      parser.pause(true);
    }).toThrow('INVALID_METHOD');
  });

  it('needs no callbacks', () => {
    const parser = new HttpRequestParser({});
    expect(parser.execute(Buffer.from(text), 0, text.length)).toBe(text.length);
  });
});

describe('blocks', () => {
  const requests = [
    `${GET}Host: 192.168.4.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nX:\r\n\r\n`,
    'POST /echo?a=b HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello world',
    'PUT http://u@h:80/ HTTP/1.0\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\r\nT: v\r\n w\r\n\r\n',
    `${GET}\r\nCONNECT [::1]:80 HTTP/1.1\r\n\r\n`,
    'GET / HTTP/1.1\r\nBad Name: x\r\n\r\n',
    'POST / HTTP/1.1\r\nContent-Length: 12x\r\n\r\n',
  ];

  function inBlocks(text: string, ends: readonly number[]) {
    const { parser, events, feed } = recorder();
    let start = 0;
    let parsed = 0;
    for (const end of [...ends, text.length]) {
      if (end <= start) continue;
      const count = feed(text.slice(start, end));
      parsed += count;
      if (count < end - start) break;
      start = end;
    }
    const { error, method, httpMajor, httpMinor, upgrade, flags, contentLength } = parser;
    return {
      parsed,
      error,
      method,
      httpMajor,
      httpMinor,
      upgrade,
      flags,
      contentLength,
      events: joined(events),
    };
  }

  /** What comes in one piece anyway but differs in pieces: an element cut off by an error is delivered up to the cut. */
  function comparable(result: ReturnType<typeof inBlocks>) {
    const { events, ...rest } = result;
    return result.error === 'OK'
      ? result
      : { ...rest, complete: events.filter(([name]) => name === 'complete') };
  }

  it('may end anywhere', () => {
    for (const text of requests) {
      const whole = comparable(inBlocks(text, []));
      for (let at = 1; at < text.length; at++) expect(comparable(inBlocks(text, [at]))).toEqual(whole);
      const bytes = Array.from(text, (_, at) => at);
      expect(comparable(inBlocks(text, bytes))).toEqual(whole);
    }
  });

  it('may end anywhere, any number of times', () => {
    const ends = fc.array(fc.nat(160), { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.constantFrom(...requests), ends, (text, list) => {
        const within = list.filter((end) => end < text.length);
        expect(comparable(inBlocks(text, within))).toEqual(comparable(inBlocks(text, [])));
      }),
    );
  });

  it('delivers the end of a block at once, and an empty piece if nothing but the line end follows', () => {
    const { events, feed } = recorder();
    feed(`${GET}Ho`);
    feed('st');
    feed(': a');
    feed('\r\n');
    expect(events.slice(2)).toEqual([
      ['field', 'Ho'],
      ['field', 'st'],
      ['field', ''],
      ['value', 'a'],
      ['value', ''],
    ]);
  });

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { parser } = recorder();
        const parsed = parser.execute(bytes, 0, bytes.length);
        expect(parsed === bytes.length).toBe(parser.error === 'OK' && !parser.upgrade);
      }),
    );
  });
});
