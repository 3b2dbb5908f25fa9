/** Releases that refuse CR and LF in what an application puts into an answer's head say which part it was. */

import { describe, expect, it } from 'vitest';
import {
  httpd_resp_set_hdr,
  httpd_resp_set_status,
  httpd_resp_set_type,
} from '../../../firmware-model/esp-http-server/answer/answers.js';
import type { httpd_req_t } from '../../../firmware-model/esp-http-server/api-types.js';
import { ESP_ERR_INVALID_ARG, ESP_OK } from '../../../firmware-model/esp-http-server/esp-err.js';

function request(refusesLineEnds: boolean) {
  const lines: string[] = [];
  const log = { debug: false, w: (tag: string, msg: string) => lines.push(`${tag} ${msg}`) };
  const aux = { status: '200 OK', contentType: 'text/html', responseHeaders: [] as unknown[] };
  const handle = { env: { log, firmware: { refusesLineEnds } }, config: { max_resp_headers: 8 } };
  return { req: { aux, handle } as unknown as httpd_req_t, aux, lines };
}

const LONG = `${'a'.repeat(31)}\r\nb`;

describe('with line ends', () => {
  it.each([
    ['status', httpd_resp_set_status, 'httpd_resp_set_status: rejecting status'],
    ['content type', httpd_resp_set_type, 'httpd_resp_set_type: rejecting content type'],
  ] as const)('a %s is refused, and the first 32 characters are shown', (_what, set, words) => {
    const { req, aux, lines } = request(true);
    for (const text of [LONG, 'a\rb', 'a\nb']) expect(set(req, text)).toBe(ESP_ERR_INVALID_ARG);
    expect(lines[0]).toBe(`httpd_txrx ${words} with CRLF: ${'a'.repeat(31)}\r`);
    expect(lines).toHaveLength(3);
    expect(aux).toMatchObject({ status: '200 OK', contentType: 'text/html' });
    expect(set(req, 'plain')).toBe(ESP_OK);
  });

  it('a header is refused for its name or its value', () => {
    const { req, aux, lines } = request(true);
    expect(httpd_resp_set_hdr(req, LONG, 'v')).toBe(ESP_ERR_INVALID_ARG);
    expect(httpd_resp_set_hdr(req, 'n', 'v\n')).toBe(ESP_ERR_INVALID_ARG);
    expect(lines).toEqual([
      `httpd_txrx httpd_resp_set_hdr: rejecting header with CRLF: ${'a'.repeat(31)}\r`,
      'httpd_txrx httpd_resp_set_hdr: rejecting header with CRLF: n',
    ]);
    expect(aux.responseHeaders).toEqual([]);
    expect(httpd_resp_set_hdr(req, 'n', 'v')).toBe(ESP_OK);
    expect(aux.responseHeaders).toHaveLength(1);
  });

  it('older releases take everything', () => {
    const { req, aux, lines } = request(false);
    expect(httpd_resp_set_type(req, LONG)).toBe(ESP_OK);
    expect(httpd_resp_set_hdr(req, LONG, LONG)).toBe(ESP_OK);
    expect([aux.contentType, lines]).toEqual([LONG, []]);
  });
});
