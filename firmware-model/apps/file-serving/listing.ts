/** The page with which `file-serving` answers for a path that ends with a slash: in as many pieces as the vendor's. */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_resp_sendstr_chunk,
  type esp_err_t,
  type HttpServerEnvironment,
  type httpd_req_t,
} from '../../esp-http-server/index.js';
import type { Storage } from './storage.js';

const TAG = 'file_server';
/** Length of the vendor's form and script for uploads. */
const FORM_BYTES = 2861;
const FORM = `<p>POST /upload/NAME puts a file here.</p>`.padEnd(FORM_BYTES);
const TABLE = '<table><thead><tr><th>File</th><th>Kind</th><th>Bytes</th><th></th></tr></thead><tbody>';

/** SPIFFS has no folders: files whose names begin with `path`, of which there may be none. */
export function* sendListing(
  req: httpd_req_t,
  path: string,
  storage: Storage,
  log: HttpServerEnvironment['log'],
): Blocking<esp_err_t> {
  for (const piece of ['<html><body>', FORM, TABLE]) yield* httpd_resp_sendstr_chunk(req, piece);
  for (const [file, bytes] of storage.list()) {
    if (!file.startsWith(path)) continue;
    const name = file.slice(path.length);
    log.i(TAG, `Found file : ${name} (${bytes} bytes)`);
    const link = ['<tr><td><a href="', req.uri, name, '">', name, '</a></td><td>', 'file', '</td><td>'];
    const size = [String(bytes), '</td><td>'];
    const form = [
      '<form method="post" action="/delete',
      req.uri,
      name,
      '"><button>Delete</button></form>',
      '</td></tr>\n',
    ];
    for (const piece of [...link, ...size, ...form]) yield* httpd_resp_sendstr_chunk(req, piece);
  }
  for (const piece of ['</tbody></table>', '</body></html>', null])
    yield* httpd_resp_sendstr_chunk(req, piece);
  return ESP_OK;
}
