/**
 * The wake-up pipe: two UDP sockets, of which the second sends a byte to the first (lib/plat/freertos/freertos-pipe.c,
 * lib/roles/pipe/ops-pipe.c).
 *
 * On the SDK's lwIP, which is built without loopback interface, the byte goes out of the Wi-Fi interface and is lost;
 * `lws_cancel_service` therefore wakes nobody. See `LWIP_HAVE_LOOPIF`.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol } from '../callback/callback.js';
import { createWsi, withFakeWsi } from '../wsi/create-wsi.js';
import { issueRaw } from '../io/output.js';
import { insertIntoPollTable } from './poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import { type Role, NO_SOCKET, type LwsContext } from '../wsi/wsi.js';

/** 127.0.0.1. */
const LOOPBACK_IP = 0x7f00_0001;
const WAKE_UP = { length: 1, value: 'lws wake-up' } as const;

const PIPE_ROLE: Role = {
  name: 'pipe',
  client: undefined,
  server: undefined,
  *handlePollIn(wsi): Blocking<PollInResult> {
    const cx = wsi.context;
    if ((yield* cx.platform.sockets.recvDatagram(wsi.fd)) === undefined) return 'please-close-me';
    let refused = false;
    for (const protocol of cx.vhost?.protocols ?? []) {
      const reason = 'LWS_CALLBACK_EVENT_WAIT_CANCELLED';
      if ((yield* withFakeWsi(cx, (fake) => callProtocol(fake, protocol, reason))) !== 0) refused = true;
    }
    return refused ? 'please-close-me' : 'handled';
  },
  write: (wsi, data) => issueRaw(wsi, data),
};

/** Opens the pipe and polls it; false when there are no sockets for it. */
export function* createPipe(cx: LwsContext): Blocking<boolean> {
  const wsi = createWsi(cx, PIPE_ROLE, 'pipe');
  cx.groups.wsi.tag(wsi, 'pipe');
  cx.pipeWsi = wsi;
  if (!(yield* openSockets(cx))) {
    cx.log.err('lws_plat_pipe_create: failed\n');
    return true;
  }
  wsi.fd = cx.pipe.receiver;
  return insertIntoPollTable(wsi);
}

function* openSockets(cx: LwsContext): Blocking<boolean> {
  const { sockets } = cx.platform;
  const { pipe } = cx;
  pipe.receiver = yield* sockets.socket('inet', 'dgram');
  if (pipe.receiver < 0) return false;
  pipe.sender = yield* sockets.socket('inet', 'dgram');
  if (pipe.sender < 0) return false;
  if ((yield* sockets.bind(pipe.receiver, { ip: LOOPBACK_IP, port: 0 })) < 0) return false;
  const address = yield* sockets.getsockname(pipe.receiver);
  if (address === undefined) return false;
  pipe.port = address.port;
  return true;
}

/** `lws_cancel_service`: the loop is to come round at once. May be called from another task. */
export function* lws_cancel_service(cx: LwsContext): Blocking<void> {
  if (cx.serviceNoLongerPossible || cx.pipeWsi === undefined) return;
  yield* signalPipe(cx);
}

/** Sends the wake-up byte. */
export function* signalPipe(cx: LwsContext): Blocking<void> {
  const { pipe } = cx;
  if (pipe.sender < 0) return;
  yield* cx.platform.sockets.sendto(pipe.sender, WAKE_UP, { ip: LOOPBACK_IP, port: pipe.port });
}

/** Closes what is left of the pipe. */
export function* closePipe(cx: LwsContext): Blocking<void> {
  const { sockets } = cx.platform;
  const { pipe } = cx;
  if (pipe.receiver > 0) yield* sockets.close(pipe.receiver);
  if (pipe.sender > 0) yield* sockets.close(pipe.sender);
  pipe.receiver = NO_SOCKET;
  pipe.sender = NO_SOCKET;
}
