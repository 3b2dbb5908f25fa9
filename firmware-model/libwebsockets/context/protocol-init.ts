/** Telling every protocol that it begins and ends (`lws_protocol_init`, lib/core-net/vhost.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol } from '../callback/callback.js';
import type { LwsContext } from '../wsi/wsi.js';
import { withFakeWsi } from '../wsi/create-wsi.js';
import { LLL_ERR, LLL_WARN } from './lws-log.js';

/** Delivers LWS_CALLBACK_PROTOCOL_INIT once; true when the service loop can go on. */
export function* initProtocols(cx: LwsContext): Blocking<boolean> {
  const { vhost } = cx;
  let failed = false;
  if (vhost !== undefined && !vhost.protocolsInitialised) {
    for (const protocol of vhost.protocols) {
      const refused = yield* withFakeWsi(cx, (wsi) =>
        callProtocol(wsi, protocol, 'LWS_CALLBACK_PROTOCOL_INIT'),
      );
      if (refused === 0) continue;
      cx.log.about(LLL_ERR, vhost, 'lws_protocol_init_vhost', `protocol ${protocol.name} failed init`);
      cx.log.about(LLL_WARN, vhost, 'lws_protocol_init', `init vhost ${vhost.name} failed`);
      failed = true;
      break;
    }
    if (!failed) vhost.protocolsInitialised = true;
  }
  if (failed) cx.log.context(LLL_WARN, 'lws_protocol_init', 'some protocols did not init');
  cx.protocolInitDone = true;
  return true;
}

/** Delivers LWS_CALLBACK_PROTOCOL_DESTROY. */
export function* destroyProtocols(cx: LwsContext): Blocking<void> {
  const { vhost } = cx;
  if (vhost === undefined || !vhost.protocolsInitialised) return;
  for (const protocol of vhost.protocols) {
    yield* withFakeWsi(cx, (wsi) => callProtocol(wsi, protocol, 'LWS_CALLBACK_PROTOCOL_DESTROY'));
  }
}
