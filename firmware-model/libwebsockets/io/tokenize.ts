/**
 * lws's tokenizer for comma-separated header values (`lws_tokenize`, lib/core/libwebsockets.c:800), with the flags that
 * the websocket handshakes use.
 *
 * Modelled: tokens, delimiters, quoted strings, numbers, `name =`, list order, broken UTF-8.
 * Absent: comments, colon aggregation.
 */

export type TokenKind =
  'ended' | 'delimiter' | 'token' | 'integer' | 'float' | 'name-equals' | 'quoted-string' | 'error';

const RFC7230_DELIMITERS = '(),/:;<=>?@[\\]{}';
const WORD = /[0-9A-Za-z_]/;
const DIGIT = /[0-9]/;
const CONTINUATION_LOW = 0x80;
const CONTINUATION_HIGH = 0xbf;
const WHITESPACE = ' \t\n\r\f';

export interface TokenizerFlags {
  /** `LWS_TOKENIZE_F_DOT_NONTERM`: `.` belongs to tokens. */
  readonly dotInToken: boolean;
  /** `LWS_TOKENIZE_F_RFC7230_DELIMS`: only RFC 7230 delimiters end a token. */
  readonly rfc7230Delimiters: boolean;
}

/** Reads one header value; `-` belongs to tokens, and the list must be well formed (`…_F_COMMA_SEP_LIST`). */
export class Tokenizer {
  /** Text of the last token or delimiter. */
  token = '';
  private pos = 0;
  private list: 'first' | 'need-delimiter' | 'need-content' = 'first';

  constructor(
    private readonly text: string,
    private readonly flags: TokenizerFlags,
  ) {}

  /** The next element. */
  next(): TokenKind {
    let state: 'leading' | 'quoted' | 'token' | 'after' = 'leading';
    let number: boolean | undefined;
    let float = false;
    const utf8 = new Utf8Check();
    this.token = '';
    while (this.pos < this.text.length) {
      const c = this.text[this.pos++]!;
      if (!utf8.accept(c.charCodeAt(0))) return 'error';
      if (c === '\0') break;
      if (WHITESPACE.includes(c)) {
        if (state === 'quoted') this.token += c;
        else if (state === 'token') state = 'after';
        continue;
      }
      if (c === '"') {
        if (state === 'quoted') return 'quoted-string';
        if (this.list === 'need-delimiter') return 'error';
        this.list = 'need-delimiter';
        state = 'quoted';
        this.token = '';
        continue;
      }
      if (c === '=' && (state === 'after' || state === 'token'))
        return number === true ? 'error' : 'name-equals';
      if (c === '.' && state === 'token' && number === true) {
        if (float) return 'error';
        float = true;
        this.token += c;
        continue;
      }
      if (utf8.owed === 0 && this.isDelimiter(c)) {
        if (state === 'leading') {
          if (c !== ',' || this.list !== 'need-delimiter') return 'error';
          this.list = 'need-content';
          this.token = c;
          return 'delimiter';
        }
        if (state === 'quoted') {
          this.token += c;
          continue;
        }
        this.pos--;
        return kindOf(number, float);
      }
      if (state === 'after') {
        this.pos--;
        return kindOf(number, float);
      }
      if (state === 'leading') {
        if (this.list === 'need-delimiter') return 'error';
        this.list = 'need-delimiter';
        state = 'token';
      }
      this.token += c;
      if (!DIGIT.test(c)) number = false;
      else number ??= true;
    }
    if (utf8.owed !== 0 || state === 'quoted') return 'error';
    if (state === 'leading') return this.list === 'need-content' ? 'error' : 'ended';
    return kindOf(number, float);
  }

  private isDelimiter(c: string): boolean {
    if (this.flags.rfc7230Delimiters && RFC7230_DELIMITERS.includes(c)) return true;
    if (
      !this.flags.rfc7230Delimiters &&
      !WORD.test(c) &&
      c !== '-' &&
      !(this.flags.dotInToken && c === '.')
    ) {
      return true;
    }
    return c === '*' || c === '=' || (c === '.' && !this.flags.dotInToken);
  }
}

function kindOf(number: boolean | undefined, float: boolean): TokenKind {
  if (number !== true) return 'token';
  return float ? 'float' : 'integer';
}

/** Checks UTF-8 byte by byte (`lws_check_byte_utf8`): surrogates and overlong forms are refused. */
class Utf8Check {
  /** Continuation bytes still owed. */
  owed = 0;
  private low = CONTINUATION_LOW;
  private high = CONTINUATION_HIGH;

  /** False for a byte that can't be there. */
  accept(c: number): boolean {
    if (this.owed > 0) {
      if (c < this.low || c > this.high) return false;
      this.owed--;
      this.low = CONTINUATION_LOW;
      this.high = CONTINUATION_HIGH;
      return true;
    }
    if (c < CONTINUATION_LOW) return true;
    if (c < 0xc2 || c > 0xf4) return false;
    if (c >= 0xf0) this.owed = 3;
    else this.owed = c >= 0xe0 ? 2 : 1;
    if (c === 0xe0) this.low = 0xa0;
    if (c === 0xed) this.high = 0x9f;
    if (c === 0xf0) this.low = 0x90;
    if (c === 0xf4) this.high = 0x8f;
    return true;
  }
}
