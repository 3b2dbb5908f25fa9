/**
 * The headers of one request or response (`struct allocated_headers`, "ah"): up to 4096 bytes of names and values, and
 * where in them each known header begins.
 *
 * Every header takes room as lws lays it out, unknown ones with their name and eight bytes of bookkeeping, because the
 * total is limited.
 */

import { latin1Text } from '../../../sim/codec/latin1.js';
import type { LwsLog } from '../context/lws-log.js';
import { KNOWN_NAMES, MAX_FRAGMENTS, type HeaderToken, type NameNode } from './header-tokens.js';

/** One piece of a header's value; a header that comes twice has two. */
export interface Fragment {
  offset: number;
  length: number;
  /** Number of the next piece of the same header, 0 for none. */
  next: number;
}

/** Where the parser is: in the value of a known header, or … */
export type ParserState = HeaderToken | 'name-part' | 'unknown-value' | 'skipping' | 'saw-cr' | 'complete';

/** State of `%xx` decoding. */
export type EscapeState = 'idle' | 'seen-percent' | 'seen-percent-h1';
/** State of path clean-up: `//`, `/./`, `/../`. */
export type PathState = 'idle' | 'seen-slash' | 'seen-slash-dot' | 'seen-slash-dot-dot';

/** Room past the limit that a NUL or a `?` may take before the limit is noticed. */
const SLACK_BYTES = 16;
const NUL = 0;

export class HeaderTable {
  readonly data: Uint8Array;
  /** Blocks that it has in the heap. */
  readonly heapBlocks: number[] = [];
  /** Bytes used. */
  pos = 0;
  /** Fragments; number 0 is never used. */
  readonly fragments: Fragment[] = [];
  /** Fragments in use. */
  fragmentCount = 0;
  private readonly first = new Map<HeaderToken, number>();
  state: ParserState = 'name-part';
  /** How far a name has been matched; undefined once it is unknown. */
  name: NameNode | undefined = KNOWN_NAMES;
  /** Where the present, perhaps unknown, name begins; 0 when none does. */
  unknownPos = 0;
  unknownValuePos = 0;
  path: PathState = 'idle';
  escape: EscapeState = 'idle';
  escapeHighDigit = 0;
  /** A literal `=` has been seen in the present URI argument. */
  seenLiteralEquals = false;
  /** Status code of a response. */
  httpResponse = 0;
  /** Why the parser has given up, in lws's words. */
  trouble: string | undefined;
  /** There was no room for a byte. */
  ranOut = false;
  /** What the server must answer to our websocket key. */
  expectedAccept = '';
  /** Wall-clock seconds at which the table was given out or reset. */
  assignedSecs = 0;

  constructor(
    private readonly log: LwsLog,
    /** Bytes that names and values may take (`max_http_header_data`). */
    readonly limit: number,
  ) {
    this.data = new Uint8Array(limit + SLACK_BYTES);
    for (let i = 0; i <= MAX_FRAGMENTS; i++) this.fragments.push({ offset: 0, length: 0, next: 0 });
  }

  /** Empties the table for the next request. Decoding states are left as they are, as in lws. */
  reset(): void {
    this.first.clear();
    for (const fragment of this.fragments) Object.assign(fragment, { offset: 0, length: 0, next: 0 });
    this.fragmentCount = 0;
    this.pos = 0;
    this.httpResponse = 0;
    this.trouble = undefined;
    this.ranOut = false;
    this.restartParsing();
  }

  /** Takes room for something of the client's own (`lws_hdr_simple_create`). */
  occupy(bytes: number): void {
    this.pos += bytes;
    this.fragmentCount++;
  }

  /** The next byte begins a header name. */
  restartParsing(): void {
    this.state = 'name-part';
    this.name = KNOWN_NAMES;
    this.unknownPos = 0;
  }

  /** The fragment being filled. */
  get current(): Fragment {
    return this.fragments[this.fragmentCount]!;
  }

  /** True while there is room for a byte; complains otherwise. */
  hasRoom(): boolean {
    if (this.pos < this.limit) return true;
    this.log.err('Ran out of header data space\n');
    this.trouble ??= 'Ran out of header data space';
    this.ranOut = true;
    return false;
  }

  /** Appends a byte to the present fragment; false when there is no room (`issue_char`). */
  append(byte: number): boolean {
    if (!this.hasRoom()) return false;
    this.data[this.pos++] = byte;
    this.current.length++;
    return true;
  }

  /** Ends the present value with a NUL that does not count; false when there is no room. */
  terminate(): boolean {
    if (!this.append(NUL)) return false;
    this.current.length--;
    return true;
  }

  /** Begins a fragment of `token`; false when there are too many, or no room. */
  beginFragment(token: HeaderToken): boolean {
    this.fragmentCount++;
    if (this.fragmentCount >= MAX_FRAGMENTS) return this.tooManyFragments();
    Object.assign(this.current, { offset: this.pos, length: 0, next: 0 });
    const first = this.first.get(token);
    if (first === undefined) {
      this.first.set(token, this.fragmentCount);
      return true;
    }
    let last = first;
    while (this.fragments[last]!.next !== 0) last = this.fragments[last]!.next;
    this.fragments[last]!.next = this.fragmentCount;
    return this.append(' '.charCodeAt(0));
  }

  /** Complains about too many fragments; false. */
  tooManyFragments(): false {
    this.log.warn('More hdr frags than we can deal with\n');
    this.trouble ??= 'More hdr frags than we can deal with';
    return false;
  }

  /** Makes the present fragment the first of `token`. */
  setFirst(token: HeaderToken): void {
    this.first.set(token, this.fragmentCount);
  }

  /** True when the header came, even without a value. */
  has(token: HeaderToken): boolean {
    return this.first.has(token);
  }

  /** First fragment of a header. */
  firstFragment(token: HeaderToken): Fragment | undefined {
    const first = this.first.get(token);
    return first === undefined ? undefined : this.fragments[first];
  }

  /** Length of all values of a header, with a byte between them; 0 without it (`lws_hdr_total_length`). */
  totalLength(token: HeaderToken): number {
    let fragment = this.firstFragment(token);
    let total = 0;
    while (fragment !== undefined) {
      total += fragment.length;
      if (fragment.next === 0) return total;
      total++;
      fragment = this.fragments[fragment.next];
    }
    return 0;
  }

  /** The first value as a C string, to its NUL (`lws_hdr_simple_ptr`); undefined without the header. */
  simple(token: HeaderToken): string | undefined {
    const fragment = this.firstFragment(token);
    if (fragment === undefined) return undefined;
    const end = this.data.indexOf(NUL, fragment.offset);
    return latin1Text(this.data.subarray(fragment.offset, end < 0 ? this.data.length : end));
  }

  /**
   * All values, joined by commas (`lws_hdr_copy` into a buffer of `size` bytes). Empty without the header, undefined
   * when they don't fit.
   */
  copy(token: HeaderToken, size: number): string | undefined {
    const total = this.totalLength(token);
    if (total === 0) return '';
    if (total >= size) return undefined;
    const values: string[] = [];
    let fragment = this.firstFragment(token);
    while (fragment !== undefined) {
      const text = latin1Text(this.data.subarray(fragment.offset, fragment.offset + fragment.length));
      const nul = text.indexOf('\0');
      values.push(nul < 0 ? text : text.slice(0, nul).padEnd(text.length, '\0'));
      fragment = fragment.next === 0 ? undefined : this.fragments[fragment.next];
    }
    return values.join(',');
  }
}
