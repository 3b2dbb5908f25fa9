import { splitAuthority } from './authority.js';
import { ZERO } from './characters.js';
import type { UrlField, UrlRange } from './url-fields.js';
import { nextUrlPart, UrlPart } from './url-grammar.js';

export interface ParsedUrl {
  /** False: the URL was refused; `fields` and `port` hold what had been noted by then, as in the C struct. */
  readonly valid: boolean;
  /** Fields present in the URL. */
  readonly fields: Readonly<Partial<Record<UrlField, Readonly<UrlRange>>>>;
  /** 0 ... 65535; 0 if the URL has none. */
  readonly port: number;
}

const MAX_PORT = 0xffff;

/** Parts that are mere delimiters have no field. */
const FIELD_OF_PART: Partial<Record<UrlPart, UrlField>> = {
  [UrlPart.scheme]: 'schema',
  [UrlPart.authority]: 'host',
  [UrlPart.authorityAt]: 'host',
  [UrlPart.path]: 'path',
  [UrlPart.query]: 'query',
  [UrlPart.fragment]: 'fragment',
};

/**
 * Finds the parts of a request URL. Source: http_parser.c http_parser_parse_url semantics, strict; the caller in the
 * real firmware is httpd_parse.c verify_url, which ignores `port` and needs only path and query later.
 *
 * @param url        buffer that holds the URL
 * @param offset     where the URL starts in it, bytes
 * @param length     length of the URL, bytes, 0 ... 65535 (the C struct has 16-bit offsets)
 * @param isConnect  the request is a CONNECT: only `host:port` is allowed
 */
export function parseUrl(url: Uint8Array, offset: number, length: number, isConnect: boolean): ParsedUrl {
  const fields: Partial<Record<UrlField, UrlRange>> = {};
  const result = (valid: boolean, port = 0): ParsedUrl => ({ valid, fields, port });

  let part: UrlPart = isConnect ? UrlPart.authorityStart : UrlPart.start;
  let open: UrlField | undefined;
  let hasAt = false;
  for (let at = 0; at < length; at++) {
    part = nextUrlPart(part, url[offset + at] as number);
    if (part === UrlPart.invalid) return result(false);
    if (part === UrlPart.authorityAt) hasAt = true;

    const field = FIELD_OF_PART[part];
    if (field === undefined) continue;
    const range = fields[field];
    if (field === open && range !== undefined) {
      range.length++;
    } else {
      fields[field] = { offset: at, length: 1 };
      open = field;
    }
  }

  const authority = fields.host;
  if (fields.schema !== undefined && authority === undefined) return result(false);
  if (authority !== undefined && !splitAuthority(url, offset, fields, authority, hasAt)) return result(false);
  if (isConnect && !isHostAndPortOnly(fields)) return result(false);
  if (fields.port === undefined) return result(true);

  const port = readPort(url, offset, fields.port);
  return port === undefined ? result(false) : result(true, port);
}

function isHostAndPortOnly(fields: Partial<Record<UrlField, UrlRange>>): boolean {
  return Object.keys(fields).length === 2 && fields.host !== undefined && fields.port !== undefined;
}

function readPort(url: Uint8Array, base: number, digits: UrlRange): number | undefined {
  let port = 0;
  for (let at = 0; at < digits.length; at++) {
    port = port * 10 + ((url[base + digits.offset + at] as number) - ZERO);
    if (port > MAX_PORT) return undefined;
  }
  return port;
}
