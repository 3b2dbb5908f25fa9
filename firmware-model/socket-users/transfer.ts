/**
 * Users that open connections to move data: an uploader with several connections a file, and a firmware update.
 *
 * Simplified: HTTP/1.1 with Content-Length, no TLS; the update is read and thrown away, flash takes no time.
 */

import { latin1Bytes, latin1Text } from '../../sim/codec/latin1.js';
import { joined } from '../../sim/codec/bytes.js';
import type { Blocking } from '../../sim/kernel/task.js';
import type { OtaUser, UploaderUser } from '../../sim/document/socket-users.js';
import { connectTo, sendAll, sleepUs, type UserContext } from './user-task.js';

const UPLOADER = 'uploader';
const OTA = 'esp_https_ota';
const RECEIVE_TIMEOUT_MS = 10_000;
/** DEFAULT_OTA_BUF_SIZE (components/esp_https_ota/src/esp_https_ota.c). */
const OTA_BUFFER_BYTES = 1024;
const FILL = 0x55;
const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /^content-length: *(\d+)/im;

/** The uploader's code: all connections of a file are opened before any is used, and closed together. */
export function* uploaderTask(context: UserContext, user: UploaderUser): Blocking<void> {
  const { sockets, log } = context;
  const data = request('POST', '/upload', user.bytes);
  const answer = new Uint8Array(OTA_BUFFER_BYTES);
  for (let file = 1; file <= user.files; file++) {
    const open: number[] = [];
    for (let i = 0; i < user.connections; i++) {
      const fd = yield* connectTo(context, UPLOADER, user);
      if (fd >= 0) open.push(fd);
    }
    let sent = 0;
    for (const fd of open) {
      yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: RECEIVE_TIMEOUT_MS });
      if (!(yield* sendAll(context, fd, data))) continue;
      if ((yield* sockets.recv(fd, answer, 0, answer.length)) > 0) sent++;
    }
    for (const fd of open) yield* sockets.close(fd);
    log.i(UPLOADER, `file ${file}: ${sent} of ${user.connections} parts sent`);
    if (file < user.files) yield* sleepUs(context, user.everyUs);
  }
}

/** The update's code. */
export function* otaTask(context: UserContext, user: OtaUser): Blocking<void> {
  const { sockets, log } = context;
  const fd = yield* connectTo(context, OTA, user);
  if (fd < 0) return;
  yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: RECEIVE_TIMEOUT_MS });
  let total = 0;
  if (yield* sendAll(context, fd, request('GET', user.path, undefined))) total = yield* readBody(context, fd);
  yield* sockets.close(fd);
  log.i(OTA, `image of ${total} bytes read`);
}

/** Reads an answer to its end; returns the bytes of its body. */
function* readBody({ sockets }: UserContext, fd: number): Blocking<number> {
  const buffer = new Uint8Array(OTA_BUFFER_BYTES);
  let head = '';
  let total = 0;
  let length = Number.POSITIVE_INFINITY;
  while (total < length) {
    const count = yield* sockets.recv(fd, buffer, 0, buffer.length);
    if (count <= 0) break;
    if (Number.isFinite(length)) {
      total += count;
      continue;
    }
    head += latin1Text(buffer.subarray(0, count));
    const end = head.indexOf(HEAD_END);
    if (end < 0) continue;
    length = Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
    total = head.length - end - HEAD_END.length;
  }
  return total;
}

function request(method: string, path: string, bodyBytes: number | undefined): Uint8Array {
  const length = bodyBytes === undefined ? '' : `Content-Length: ${bodyBytes}\r\n`;
  const head = latin1Bytes(`${method} ${path} HTTP/1.1\r\nHost: server\r\n${length}\r\n`);
  return joined([head, new Uint8Array(bodyBytes ?? 0).fill(FILL)]);
}
