/** A vhost's TLS as a client: its context, and the look at certificates' ages (lib/tls/tls-client.c, tls-network.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { Issuer } from '../../../sim/tls/certificates.js';
import { callProtocol } from '../callback/callback.js';
import { SortedUsec } from '../service/sorted-usec-list.js';
import { US_PER_SEC } from '../sizes.js';
import { withFakeWsi } from '../wsi/create-wsi.js';
import type { LwsContext, LwsVhost } from '../wsi/wsi.js';
import { TlsSessionCache } from './session-cache.js';
import type { LwsTlsClient } from './tls-state.js';

/** Certificates are looked at so long after the start, and then once a day. */
const FIRST_LOOK_SECS = 5;
const NEXT_LOOK_SECS = 86_400;

/** `lws_context_init_client_ssl`, and the timer that `lws_context_init_server_ssl` sets for every vhost. */
export function* initClientTls(cx: LwsContext, vhost: LwsVhost, client: LwsTlsClient): Blocking<void> {
  vhost.tlsSessions = new TlsSessionCache(cx, client.sessionBlocks);
  const look = new SortedUsec(function* () {
    for (const protocol of vhost.protocols) {
      yield* withFakeWsi(cx, (wsi) => callProtocol(wsi, protocol, 'LWS_CALLBACK_VHOST_CERT_AGING'));
    }
    cx.timers.schedule(look, cx.nowUs() + NEXT_LOOK_SECS * US_PER_SEC);
  });
  cx.timers.schedule(look, cx.nowUs() + FIRST_LOOK_SECS * US_PER_SEC);
  for (const bytes of client.contextBlocks) if (cx.platform.memory.malloc(bytes)) vhost.tlsBlocks.push(bytes);
  const reason = 'LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS';
  yield* withFakeWsi(cx, (wsi) => callProtocol(wsi, vhost.protocols[0]!, reason));
}

/** A root's key is used: what it keeps from then on; false without memory. */
export function useRoot(cx: LwsContext, vhost: LwsVhost, root: Issuer): boolean {
  if (vhost.usedRoots.has(root)) return true;
  for (const bytes of vhost.clientTls!.rootUseBlocks(root)) {
    if (!cx.platform.memory.malloc(bytes)) return false;
    vhost.tlsBlocks.push(bytes);
  }
  vhost.usedRoots.add(root);
  return true;
}

/** The vhost goes. */
export function destroyClientTls(cx: LwsContext, vhost: LwsVhost): void {
  vhost.tlsSessions?.clear();
  for (const bytes of vhost.tlsBlocks.splice(0)) cx.platform.memory.free(bytes);
}
