import { PrefixTree } from './prefix-tree.js';

/**
 * Request methods the parser knows; position is the number that `httpd_method_t` uses and that the server logs.
 *
 * Source: components/http_parser/http_parser.h, HTTP_METHOD_MAP (ESP-IDF v5.3.5).
 */
export const HTTP_METHOD_NAMES = [
  'DELETE',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'COPY',
  'LOCK',
  'MKCOL',
  'MOVE',
  'PROPFIND',
  'PROPPATCH',
  'SEARCH',
  'UNLOCK',
  'BIND',
  'REBIND',
  'UNBIND',
  'ACL',
  'REPORT',
  'MKACTIVITY',
  'CHECKOUT',
  'MERGE',
  'M-SEARCH',
  'NOTIFY',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'PATCH',
  'PURGE',
  'MKCALENDAR',
  'LINK',
  'UNLINK',
] as const;

export type HttpMethodName = (typeof HTTP_METHOD_NAMES)[number];

/** Number of each method: `HttpMethod.GET === 1`. */
export const HttpMethod = Object.fromEntries(
  HTTP_METHOD_NAMES.map((name, number) => [name, number]),
) as Readonly<Record<HttpMethodName, number>>;

/** Name of method `number`, `<unknown>` outside the list (http_method_str semantics). */
export function methodName(number: number): HttpMethodName | '<unknown>' {
  return HTTP_METHOD_NAMES[number] ?? '<unknown>';
}

/**
 * While a method is incomplete the real parser already holds a guess, which stays visible if the request ends in an
 * error. The guess is the lowest number that fits, but for `S...` and `RE...`, where it is one of these two.
 */
const GUESSED_FIRST: readonly HttpMethodName[] = ['REPORT', 'SUBSCRIBE'];

const SEARCH_ORDER = [...new Set([...GUESSED_FIRST, ...HTTP_METHOD_NAMES])];
const NUMBER_BY_RANK = SEARCH_ORDER.map((name) => HttpMethod[name]);

/** Recognises methods; case matters. */
export const methodTree = new PrefixTree(SEARCH_ORDER);

/** Number of the method guessed at `position` of the tree (exact once the word is complete). */
export function methodAt(position: number): number {
  return NUMBER_BY_RANK[methodTree.owner(position)] as number;
}
