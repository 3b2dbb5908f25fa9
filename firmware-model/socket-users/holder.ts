/**
 * Users that only hold sockets: mDNS, and anything else.
 *
 * Source of the preset mdns: espressif/mdns, mdns_networking_socket.c (CONFIG_MDNS_NETWORKING_SOCKET): one socket an
 * interface. The component's default back end takes raw UDP pcbs and no socket at all; then leave the preset out.
 */

import { FOREVER, type Blocking } from '../../sim/kernel/task.js';
import type { HolderUser, MdnsUser } from '../../sim/document/socket-users.js';
import { errnoOf, sleepUs, type UserContext } from './user-task.js';

const MDNS_PORT = 5353;
const ANY_IP = 0;

/** Opens mDNS's sockets; they stay. */
export function* mdnsTask(context: UserContext, { sockets: count }: MdnsUser): Blocking<void> {
  const { sockets, log } = context;
  for (let i = 0; i < count; i++) {
    const fd = yield* sockets.socket('inet', 'dgram');
    if (fd < 0) log.e('mdns', `Failed to create socket. errno ${errnoOf(context)}`);
    else if (i === 0) yield* sockets.bind(fd, { ip: ANY_IP, port: MDNS_PORT });
  }
  yield* context.kernel.sleepTicks(FOREVER, 'a query');
}

/** Opens sockets, and closes them after a while. */
export function* holderTask(context: UserContext, user: HolderUser): Blocking<void> {
  const { sockets, log } = context;
  const held: number[] = [];
  for (let i = 0; i < user.sockets; i++) {
    const fd = yield* sockets.socket('inet', user.type === 'tcp' ? 'stream' : 'dgram');
    if (fd < 0) log.w('holder', `socket() failed: ${errnoOf(context)}`);
    else held.push(fd);
  }
  if (!Number.isFinite(user.forUs)) yield* context.kernel.sleepTicks(FOREVER, 'the end of the run');
  yield* sleepUs(context, user.forUs);
  for (const fd of held) yield* sockets.close(fd);
}
