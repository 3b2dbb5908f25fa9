/** Options that lws sets on every TCP socket (lib/plat/freertos/freertos-sockets.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsContext, LwsVhost } from '../wsi/wsi.js';

/** No Nagle, non-blocking, keep-alive if the vhost wants it; false when one of them fails. */
export function* setSocketOptions(cx: LwsContext, vhost: LwsVhost, fd: number): Blocking<boolean> {
  const { sockets } = cx.platform;
  const { time, interval, probes } = vhost.settings.keepAlive;
  if (time > 0) {
    if ((yield* sockets.setsockopt(fd, { name: 'SO_KEEPALIVE', value: true })) < 0) return false;
    if ((yield* sockets.setsockopt(fd, { name: 'TCP_KEEPIDLE', seconds: time })) < 0) return false;
    if ((yield* sockets.setsockopt(fd, { name: 'TCP_KEEPINTVL', seconds: interval })) < 0) return false;
    if ((yield* sockets.setsockopt(fd, { name: 'TCP_KEEPCNT', count: probes })) < 0) return false;
  }
  if ((yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: true })) < 0) return false;
  return (yield* sockets.setNonBlocking(fd, true)) >= 0;
}
