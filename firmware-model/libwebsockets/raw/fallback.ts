/** From HTTP to a raw socket (`lws_http_to_fallback`, lib/roles/http/server/server.c:2154). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { ipText } from '../../../sim/wire/segment.js';
import type { ByteView } from '../io/byte-view.js';
import { callUser } from '../callback/callback.js';
import { LWS_CALLBACK_NUMBER } from '../callback/callback-reasons.js';
import { detachHeaders } from '../http/headers-attachment.js';
import { stopTimeout } from '../service/timeouts.js';
import { bindProtocol } from '../context/protocol-binding.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { RAW_ROLE } from './raw-role.js';

/** newlib's strerror for a socket whose connection has been reset. */
const NOT_CONNECTED = 'Socket is not connected';

/** Makes the connection raw and hands over what was received; false when it is to be closed. */
export function* fallBackToRaw(wsi: LwsWsi, received: ByteView): Blocking<boolean> {
  const vhost = wsi.vhost!;
  const protocol = vhost.protocols[0]!;
  yield* bindProtocol(wsi, protocol);
  wsi.to('fall-back');
  wsi.role = RAW_ROLE;
  detachHeaders(wsi);
  stopTimeout(wsi);
  const peer = yield* wsi.context.platform.sockets.getpeername(wsi.fd);
  const adopted = RAW_ROLE.server!.adopted;
  wsi.context.log.notice(
    `lws_http_to_fallback: vh ${vhost.name}, ` +
      `peer: ${peer === undefined ? `getpeername: ${NOT_CONNECTED}` : ipText(peer.ip)}, role ${RAW_ROLE.name}, ` +
      `protocol ${protocol.name}, cb ${LWS_CALLBACK_NUMBER[adopted]}, ah (nil)`,
  );
  if ((yield* callUser(wsi, adopted)) !== 0) return false;
  return (yield* callUser(wsi, 'LWS_CALLBACK_RAW_RX', received, received.length)) === 0;
}
