export type { HttpParserCallbacks } from './callbacks.js';
export { HTTP_ERRNO_NAMES, HttpErrno } from './errors.js';
export { Flag } from './flags.js';
export { HTTP_METHOD_NAMES, HttpMethod, methodName } from './methods.js';
export { HttpRequestParser } from './parser.js';
export { parseUrl } from './url.js';
export type { UrlField, UrlRange } from './url-fields.js';
