/**
 * Which byte may follow which part of a request URL: one grammar, shared by the parser (which only checks) and by
 * `parseUrl` (which notes where each part is).
 *
 * Source: http_parser.c parse_url_char semantics, strict.
 */
import { byteClass, isLetter, isUrlByte, isUserinfo } from './characters.js';

/** The part of the URL that the last byte belongs to. `invalid` is final. */
export const UrlPart = {
  invalid: 0,
  /** Nothing read yet, and the request is not a CONNECT. */
  start: 1,
  scheme: 2,
  schemeColon: 3,
  schemeSlash: 4,
  /** Nothing read of the authority: after `//`, and where a CONNECT begins. */
  authorityStart: 5,
  authority: 6,
  /** Right after an `@`. */
  authorityAt: 7,
  path: 8,
  queryStart: 9,
  query: 10,
  fragmentStart: 11,
  fragment: 12,
} as const;

export type UrlPart = (typeof UrlPart)[keyof typeof UrlPart];

/** May the URL end here? If not, the space or line end that ends it is an error. */
export function mayEnd(part: UrlPart): boolean {
  return part >= UrlPart.authority;
}

/** What follows: the first rule whose bytes match decides. */
type Rules = readonly (readonly [bytes: Uint8Array, next: UrlPart])[];

const is = byteClass;

const AUTHORITY: Rules = [
  [is('/'), UrlPart.path],
  [is('?'), UrlPart.queryStart],
  [is('@'), UrlPart.authorityAt],
  [isUserinfo, UrlPart.authority],
  [is('[]'), UrlPart.authority],
];

const QUERY: Rules = [
  [isUrlByte, UrlPart.query],
  [is('?'), UrlPart.query],
  [is('#'), UrlPart.fragmentStart],
];

const RULES: Readonly<Record<UrlPart, Rules>> = {
  [UrlPart.invalid]: [],
  [UrlPart.start]: [
    [is('/*'), UrlPart.path],
    [isLetter, UrlPart.scheme],
  ],
  [UrlPart.scheme]: [
    [isLetter, UrlPart.scheme],
    [is(':'), UrlPart.schemeColon],
  ],
  [UrlPart.schemeColon]: [[is('/'), UrlPart.schemeSlash]],
  [UrlPart.schemeSlash]: [[is('/'), UrlPart.authorityStart]],
  [UrlPart.authorityStart]: AUTHORITY,
  [UrlPart.authority]: AUTHORITY,
  [UrlPart.authorityAt]: [[is('@'), UrlPart.invalid], ...AUTHORITY],
  [UrlPart.path]: [
    [isUrlByte, UrlPart.path],
    [is('?'), UrlPart.queryStart],
    [is('#'), UrlPart.fragmentStart],
  ],
  [UrlPart.queryStart]: QUERY,
  [UrlPart.query]: QUERY,
  [UrlPart.fragmentStart]: [
    [isUrlByte, UrlPart.fragment],
    [is('?'), UrlPart.fragment],
    [is('#'), UrlPart.fragmentStart],
  ],
  [UrlPart.fragment]: [
    [isUrlByte, UrlPart.fragment],
    [is('?#'), UrlPart.fragment],
  ],
};

const NOT_ASKED = 0xff;

/** What the rules say, as far as anybody has asked. */
const TABLE = new Uint8Array(Object.values(UrlPart).length * 256).fill(NOT_ASKED);

/** The part that `byte` (0 ... 255) belongs to, given the part of the byte before it. */
export function nextUrlPart(part: UrlPart, byte: number): UrlPart {
  const known = TABLE[part * 256 + byte] as number;
  return known === NOT_ASKED ? findNext(part, byte) : (known as UrlPart);
}

function findNext(part: UrlPart, byte: number): UrlPart {
  const next = RULES[part].find(([bytes]) => bytes[byte] === 1)?.[1] ?? UrlPart.invalid;
  TABLE[part * 256 + byte] = next;
  return next;
}
