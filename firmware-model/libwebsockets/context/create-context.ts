/** Creating a context with its vhost (`lws_create_context`, lib/core/context.c; `lws_create_vhost`, vhost.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol } from '../callback/callback.js';
import { withFakeWsi } from '../wsi/create-wsi.js';
import type { LwsContext, LwsContextCreationInfo, LwsVhost, LwsWsi } from '../wsi/wsi.js';
import { watchHeaderTables } from '../http/excessive-hold.js';
import { startListening } from './listener.js';
import { LLL_ERR, LLL_NOTICE } from './lws-log.js';
import { createPipe, lws_cancel_service } from '../service/pipe.js';
import { ContextOf } from './context.js';
import { VhostOf } from './vhost.js';
import type { LwsPlatform } from './platform.js';
import { CONTEXT_PORT_NO_LISTEN } from './protocol.js';
import {
  CONTEXT_BYTES,
  DEFAULT_AH_IDLE_SECS,
  DEFAULT_CONNECT_TIMEOUT_SECS,
  DEFAULT_KEEPALIVE_TIMEOUT_SECS,
  MAX_FDS,
  POINTER_BYTES,
} from '../sizes.js';
import { SortedUsec } from '../service/sorted-usec-list.js';
import { initClientTls } from '../tls/client-context.js';

/** What the library says it is built with (context.c:297, the SDK's lws_config.h). */
const FEATURES = 'NET CLI SRV H1 WS ConMon IPv6-absent';
const VERSION = '4.3.3-WM';
const MBEDTLS = 'MbedTLS-3.4.0 ';
const FD_MAP_WIDTH = 5;

/** Creates a context and its default vhost; undefined when that fails. */
export function* lws_create_context(
  platform: LwsPlatform,
  info: LwsContextCreationInfo,
): Blocking<LwsContext | undefined> {
  const cx = new ContextOf<LwsWsi>(platform, info);
  const { build } = platform;
  cx.allocate(CONTEXT_BYTES.context);
  const banner = `LWS: ${VERSION}, ${build.tls ? MBEDTLS : ''}${FEATURES}`;
  cx.log.context(LLL_NOTICE, 'lws_create_context', banner);
  if (info.ka_time !== undefined && info.ka_time > 0 && !info.ka_interval) {
    cx.log.context(LLL_ERR, 'lws_create_context', "info->ka_interval can't be 0 if ka_time used");
    return undefined;
  }
  cx.allocate(CONTEXT_BYTES.fds);
  const fdMapBytes = String(POINTER_BYTES * MAX_FDS).padStart(FD_MAP_WIDTH);
  cx.log.notice(` mem: platform fd map: ${fdMapBytes} bytes\n`);
  if (!(yield* createPipe(cx))) return undefined;
  watchHeaderTables(cx);
  if (!(yield* createVhost(cx, info))) {
    cx.log.context(LLL_ERR, 'lws_create_context', 'Failed to create default vhost');
    return undefined;
  }
  // the state machine of the "system" comes to rest as soon as the loop runs
  cx.timers.schedule(new SortedUsec(function* () {}), cx.nowUs() + 1);
  yield* lws_cancel_service(cx);
  return cx;
}

function* createVhost(cx: LwsContext, info: LwsContextCreationInfo): Blocking<boolean> {
  const vhost = new VhostOf<LwsWsi>(
    info.vhost_name ?? 'default',
    info.protocols,
    info.port,
    {
      connectTimeoutSecs: info.connect_timeout_secs || DEFAULT_CONNECT_TIMEOUT_SECS,
      keepaliveTimeoutSecs: info.keepalive_timeout || DEFAULT_KEEPALIVE_TIMEOUT_SECS,
      ahIdleSecs: info.timeout_secs_ah_idle || DEFAULT_AH_IDLE_SECS,
      keepAlive: { time: info.ka_time ?? 0, interval: info.ka_interval ?? 0, probes: info.ka_probes ?? 0 },
      retryPolicy: info.retry_and_idle_policy ?? cx.retryPolicy,
      serverString: info.server_string,
    },
    info.tls,
    info.client_tls,
  );
  cx.allocate(CONTEXT_BYTES.vhost);
  cx.groups.vhost.tag(vhost, `${vhost.name}||${info.port}`);
  if (info.tls !== undefined) yield* initServerTls(cx, vhost);
  if (info.client_tls !== undefined) yield* initClientTls(cx, vhost, info.client_tls);
  if (info.port !== CONTEXT_PORT_NO_LISTEN && !(yield* startListening(cx, vhost))) {
    cx.log.about(LLL_ERR, vhost, 'lws_create_vhost', 'init server failed\n');
    cx.groups.vhost.untag(vhost);
    return false;
  }
  cx.vhost = vhost;
  return true;
}

/** What lws says when a vhost's TLS is set up, and what it asks the application (`lws_context_init_server_ssl`). */
function* initServerTls(cx: LwsContext, vhost: LwsVhost): Blocking<void> {
  const { log } = cx;
  for (const bytes of vhost.tls!.contextBlocks) cx.allocate(bytes);
  log.notice(` Vhost '${vhost.name}' using TLS mode\n`);
  log.notice(`lws_tls_server_vhost_backend_init: vh ${vhost.name}: mem CA OK\n`);
  log.notice('no client cert required\n');
  for (const reason of [
    'LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS',
    'LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS',
  ] as const) {
    yield* withFakeWsi(cx, (wsi) => callProtocol(wsi, vhost.protocols[0]!, reason));
  }
}
