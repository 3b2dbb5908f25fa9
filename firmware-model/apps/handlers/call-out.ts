/** A handler that asks another host and waits for the answer: a socket of its own, blocking calls with a timeout. */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import { ModelError } from '../../../sim/kernel/errors.js';
import type { HandlerDeed } from '../../../sim/document/handlers.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { TAG, type DeedHome } from './deed-home.js';

/** Pieces in which the answer is read. */
const RECEIVE_BYTES = 1024;

type CallDeed = Extract<HandlerDeed, { readonly do: 'call' }>;

/** Connects, sends, receives that many bytes (or until the other end closes), closes. False when anything fails. */
export function* callOut(home: DeedHome, deed: CallDeed): Blocking<boolean> {
  const { sockets, log, kernel, addressOf } = home;
  const errno = (): number => kernel.current?.errno ?? 0;
  const fd = yield* sockets.socket('inet', 'stream');
  if (fd < 0) {
    log.e(TAG, `socket() failed: errno ${errno()}`);
    return false;
  }
  const timeout = { timeoutMs: Math.floor(deed.timeoutUs / US_PER_MS) };
  yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', ...timeout });
  yield* sockets.setsockopt(fd, { name: 'SO_SNDTIMEO', ...timeout });
  const failure = yield* exchange();
  if (failure !== undefined) log.e(TAG, `${failure} failed: errno ${errno()}`);
  yield* sockets.close(fd);
  return failure === undefined;

  function* exchange(): Blocking<string | undefined> {
    const { peer, port, send, receive } = deed;
    if (addressOf === undefined) throw new ModelError('no addresses of clients', { peer });
    if ((yield* sockets.connect(fd, { ip: addressOf(peer), port })) !== 0) return `connect() to ${peer}`;
    for (let at = 0; at < send.length;) {
      const sent = yield* sockets.send(fd, send, at, send.length - at);
      if (sent <= 0) return 'send()';
      at += sent;
    }
    const buffer = new Uint8Array(Math.min(Math.max(receive, 1), RECEIVE_BYTES));
    for (let left = receive; left > 0;) {
      const got = yield* sockets.recv(fd, buffer, 0, Math.min(left, buffer.length));
      if (got < 0) return 'recv()';
      if (got === 0) break;
      left -= got;
    }
    return undefined;
  }
}
