/** Destroying a context (`lws_context_destroy`, lib/core/context.c). */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY } from '../wsi/close-status.js';
import type { LwsContext } from '../wsi/wsi.js';
import { closePipe } from '../service/pipe.js';
import { destroyClientTls } from '../tls/client-context.js';
import { destroyProtocols } from './protocol-init.js';

/** Closes every connection without a word, then the pipe, then the vhost. */
export function* lws_context_destroy(cx: LwsContext): Blocking<void> {
  cx.beingDestroyed = true;
  const { vhost } = cx;
  if (vhost !== undefined && cx.protocolInitDone) vhost.beingDestroyed = true;
  cx.serviceNoLongerPossible = true;
  vhost?.tlsSessions?.clear();
  while (cx.pollCount > 0) {
    const wsi = cx.wsiFor(cx.poll[0]!.fd);
    if (wsi === undefined) break;
    wsi.closeReason ??= LWS_CLOSE_REASONS.destroyed;
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY);
  }
  yield* closePipe(cx);
  yield* destroyVhost(cx);
  for (const bytes of cx.heapBlocks.splice(0)) cx.platform.memory.free(bytes);
}

function* destroyVhost(cx: LwsContext): Blocking<void> {
  const { vhost } = cx;
  if (vhost === undefined) return;
  yield* destroyProtocols(cx);
  cx.vhost = undefined;
  destroyClientTls(cx, vhost);
  cx.groups.vhost.untag(vhost);
}
