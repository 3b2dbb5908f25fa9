/**
 * The header names, methods and status lines that lws knows (lib/roles/http/lextable-strings.h, as built by the SDK:
 * uncommon headers and websocket, no HTTP/2). Names are matched without regard to case; anything else is an unknown
 * header.
 */

/** Every known string, with the token it stands for, in the order of `enum lws_token_indexes`. */
const KNOWN = [
  ['get ', 'GET_URI'],
  ['post ', 'POST_URI'],
  ['options ', 'OPTIONS_URI'],
  ['host:', 'HOST'],
  ['connection:', 'CONNECTION'],
  ['upgrade:', 'UPGRADE'],
  ['origin:', 'ORIGIN'],
  ['sec-websocket-draft:', 'DRAFT'],
  ['\r\n', 'CHALLENGE'],
  ['sec-websocket-extensions:', 'EXTENSIONS'],
  ['sec-websocket-key1:', 'KEY1'],
  ['sec-websocket-key2:', 'KEY2'],
  ['sec-websocket-protocol:', 'PROTOCOL'],
  ['sec-websocket-accept:', 'ACCEPT'],
  ['sec-websocket-nonce:', 'NONCE'],
  ['http/1.1 ', 'HTTP'],
  ['accept:', 'HTTP_ACCEPT'],
  ['access-control-request-headers:', 'HTTP_AC_REQUEST_HEADERS'],
  ['if-modified-since:', 'HTTP_IF_MODIFIED_SINCE'],
  ['if-none-match:', 'HTTP_IF_NONE_MATCH'],
  ['accept-encoding:', 'HTTP_ACCEPT_ENCODING'],
  ['accept-language:', 'HTTP_ACCEPT_LANGUAGE'],
  ['pragma:', 'HTTP_PRAGMA'],
  ['cache-control:', 'HTTP_CACHE_CONTROL'],
  ['authorization:', 'HTTP_AUTHORIZATION'],
  ['cookie:', 'HTTP_COOKIE'],
  ['content-length:', 'HTTP_CONTENT_LENGTH'],
  ['content-type:', 'HTTP_CONTENT_TYPE'],
  ['date:', 'HTTP_DATE'],
  ['range:', 'HTTP_RANGE'],
  ['referer:', 'HTTP_REFERER'],
  ['sec-websocket-key:', 'KEY'],
  ['sec-websocket-version:', 'VERSION'],
  ['sec-websocket-origin:', 'SWORIGIN'],
  ['accept-charset:', 'HTTP_ACCEPT_CHARSET'],
  ['accept-ranges:', 'HTTP_ACCEPT_RANGES'],
  ['access-control-allow-origin:', 'HTTP_ACCESS_CONTROL_ALLOW_ORIGIN'],
  ['age:', 'HTTP_AGE'],
  ['allow:', 'HTTP_ALLOW'],
  ['content-disposition:', 'HTTP_CONTENT_DISPOSITION'],
  ['content-encoding:', 'HTTP_CONTENT_ENCODING'],
  ['content-language:', 'HTTP_CONTENT_LANGUAGE'],
  ['content-location:', 'HTTP_CONTENT_LOCATION'],
  ['content-range:', 'HTTP_CONTENT_RANGE'],
  ['etag:', 'HTTP_ETAG'],
  ['expect:', 'HTTP_EXPECT'],
  ['expires:', 'HTTP_EXPIRES'],
  ['from:', 'HTTP_FROM'],
  ['if-match:', 'HTTP_IF_MATCH'],
  ['if-range:', 'HTTP_IF_RANGE'],
  ['if-unmodified-since:', 'HTTP_IF_UNMODIFIED_SINCE'],
  ['last-modified:', 'HTTP_LAST_MODIFIED'],
  ['link:', 'HTTP_LINK'],
  ['location:', 'HTTP_LOCATION'],
  ['max-forwards:', 'HTTP_MAX_FORWARDS'],
  ['proxy-authenticate:', 'HTTP_PROXY_AUTHENTICATE'],
  ['proxy-authorization:', 'HTTP_PROXY_AUTHORIZATION'],
  ['refresh:', 'HTTP_REFRESH'],
  ['retry-after:', 'HTTP_RETRY_AFTER'],
  ['server:', 'HTTP_SERVER'],
  ['set-cookie:', 'HTTP_SET_COOKIE'],
  ['strict-transport-security:', 'HTTP_STRICT_TRANSPORT_SECURITY'],
  ['transfer-encoding:', 'HTTP_TRANSFER_ENCODING'],
  ['user-agent:', 'HTTP_USER_AGENT'],
  ['vary:', 'HTTP_VARY'],
  ['via:', 'HTTP_VIA'],
  ['www-authenticate:', 'HTTP_WWW_AUTHENTICATE'],
  ['patch', 'PATCH_URI'],
  ['put', 'PUT_URI'],
  ['delete', 'DELETE_URI'],
  ['uri-args', 'HTTP_URI_ARGS'],
  ['proxy ', 'PROXY'],
  ['x-real-ip:', 'HTTP_X_REAL_IP'],
  ['http/1.0 ', 'HTTP1_0'],
  ['x-forwarded-for:', 'X_FORWARDED_FOR'],
  ['connect ', 'CONNECT'],
  ['head ', 'HEAD_URI'],
  ['te:', 'TE'],
  ['replay-nonce:', 'REPLAY_NONCE'],
  ['x-auth-token:', 'X_AUTH_TOKEN'],
  ['x-amzn-dss-signature:', 'DSS_SIGNATURE'],
] as const;

/** A known header, method or status line (`WSI_TOKEN_…`). */
export type HeaderToken = (typeof KNOWN)[number][1];

/** Fragments that one request can have (`WSI_TOKEN_COUNT`, which counts eight tokens of the client, too). */
const CLIENT_TOKENS = 8;
export const MAX_FRAGMENTS = KNOWN.length + CLIENT_TOKENS;

/** Tokens that hold a request's URI, in lws's order of looking for them (server.c:1000). */
export const METHOD_TOKENS: readonly HeaderToken[] = [
  'GET_URI',
  'POST_URI',
  'OPTIONS_URI',
  'PUT_URI',
  'PATCH_URI',
  'DELETE_URI',
  'CONNECT',
  'HEAD_URI',
];

/** A node of the tree of known names. */
export interface NameNode {
  readonly next: Map<string, NameNode>;
  /** Set where a name is complete. */
  token: HeaderToken | undefined;
}

/** The tree that names are matched against, one lower-case character at a time. */
export const KNOWN_NAMES: NameNode = { next: new Map(), token: undefined };
for (const [name, token] of KNOWN) {
  let node = KNOWN_NAMES;
  for (const c of name) {
    let child = node.next.get(c);
    if (child === undefined) {
      child = { next: new Map(), token: undefined };
      node.next.set(c, child);
    }
    node = child;
  }
  node.token = token;
}
