/** lws's own HTTP responses (`lws_return_http_status`, lib/roles/http/header.c:415). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { NUL, writeServiceBuffer } from '../service/service-buffer.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';

/** Status codes that lws answers with by itself. */
export const HTTP_STATUS_OK = 200;
export const HTTP_STATUS_FORBIDDEN = 403;
export const HTTP_STATUS_NOT_FOUND = 404;

const FIRST_REDIRECT = 300;
const FIRST_BAD_REQUEST = 400;

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  200: 'OK',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Auth Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request URI too Long',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  417: 'Expectation Failed',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** `HTTP/1.1 200 OK`. */
export function statusLine(wsi: LwsWsi, code: number): string {
  return `HTTP/${wsi.http.requestVersion} ${code} ${describe(code)}`;
}

/** lws has no words of its own for most of 300 to 399. */
function describe(code: number): string {
  const known = DESCRIPTIONS[code];
  if (known !== undefined) return known;
  return code >= FIRST_REDIRECT && code < FIRST_BAD_REQUEST ? 'Redirect' : '';
}

/** Most bytes of the page, and the room at the end of the service buffer in which it is built first. */
const PAGE_BYTES = 509;
const PAGE_ROOM = 512;

/** Sends a small HTML page with a status; false when it could not be sent. */
export function* returnHttpStatus(wsi: LwsWsi, code: number, htmlBody = ''): Blocking<boolean> {
  const page =
    '<html><head><meta charset=utf-8 http-equiv="Content-Language" content="en"/>' +
    '<link rel="stylesheet" type="text/css" href="/error.css"/></head>' +
    `<body><h1>${code}</h1>${htmlBody}</body></html>`;
  const body = page.slice(0, PAGE_BYTES);
  const server = wsi.vhost?.settings.serverString;
  const head =
    `${statusLine(wsi, code)}\r\n` +
    (server === undefined ? '' : `server: ${server}\r\n`) +
    `content-type: text/html\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { context } = wsi;
  writeServiceBuffer(
    context,
    LWS_PRE + context.servBufSize - PAGE_ROOM,
    body.slice(0, PAGE_ROOM - LWS_PRE - 1) + NUL,
  );
  const response = writeServiceBuffer(context, LWS_PRE, head + body);
  const sent = yield* wsi.role!.write(wsi, response, { kind: 'LWS_WRITE_HTTP', noFin: false });
  return sent === response.length;
}
