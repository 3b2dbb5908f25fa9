/** Making a wsi of an accepted socket (`lws_adopt_descriptor_vhost`, lib/core-net/adopt.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol, callUser } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { createWsi } from '../wsi/create-wsi.js';
import { H1_ROLE } from '../http/h1-role.js';
import { attachHeaders } from '../http/headers-attachment.js';
import { LLL_ERR } from './lws-log.js';
import { signalPipe } from '../service/pipe.js';
import { insertIntoPollTable } from '../service/poll-table.js';
import { traceSession, traceTurnedAway } from '../wsi/session-record.js';
import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import { MAX_FDS } from '../sizes.js';
import { startTimeout } from '../service/timeouts.js';
import { beginServerTls } from '../tls/server-accept.js';
import { LWS_RXFLOW_ALLOW, type LwsWsi, type LwsContext, type LwsVhost } from '../wsi/wsi.js';

/** Takes an accepted connection in; false when it had to be closed again. */
export function* adoptConnection(cx: LwsContext, vhost: LwsVhost, fd: number): Blocking<boolean> {
  const { sockets } = cx.platform;
  if (cx.pollCount === MAX_FDS - 1) {
    cx.log.about(LLL_ERR, vhost, 'lws_create_new_server_wsi', 'no space for new conn');
    traceTurnedAway(cx, vhost, fd, LWS_CLOSE_REASONS.tableFull);
    yield* sockets.close(fd);
    return false;
  }
  const wsi = createWsi(cx, undefined);
  cx.groups.server.tag(wsi, 'adopted');
  wsi.side = 'server';
  wsi.vhost = vhost;
  wsi.rxflowChangeTo = LWS_RXFLOW_ALLOW;
  wsi.protocol = vhost.protocols[0];
  yield* callProtocol(wsi, vhost.protocols[0]!, 'LWS_CALLBACK_WSI_CREATE');
  wsi.role = H1_ROLE;
  wsi.to(vhost.tls === undefined ? 'adopt' : 'adopt-tls');
  startTimeout(wsi, cx.timeoutSecs);
  wsi.awaitingSocket = true;

  yield* sockets.getpeername(fd);
  yield* sockets.setNonBlocking(fd, true);
  wsi.fd = fd;
  if (!(yield* enterService(wsi, fd))) {
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return false;
  }
  wsi.awaitingSocket = false;
  traceSession(wsi, 'open');
  if ((yield* callUser(wsi, 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED')) !== 0) {
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return false;
  }
  attachHeaders(wsi);
  yield* signalPipe(cx);
  return true;
}

/** Enters the poll table, by way of TLS where the vhost has that; false when the wsi is to be closed. */
function* enterService(wsi: LwsWsi, fd: number): Blocking<boolean> {
  const server = wsi.vhost?.tls;
  if (server !== undefined) return yield* beginServerTls(wsi, server, fd);
  if (insertIntoPollTable(wsi)) return true;
  wsi.context.log.about(LLL_ERR, wsi, 'lws_adopt_descriptor_vhost2', 'fail inserting socket');
  return false;
}
