/** What libwebsockets is given by the device: the kernel, lwIP's sockets, the console, the clock. */

import type { DeviceLog } from '../../../sim/kernel/log.js';
import type { HeapAccount } from '../../../sim/lwip/core/memory.js';
import type { ObstacleTo } from '../../../sim/lwip/obstacles.js';
import type { SocketApi } from '../../../sim/lwip/sockets/socket-api.js';
import type { ResourceHome } from '../../../sim/resources/resource.js';
import type { WallClock } from './wall-clock.js';

/** How the SDK's Kconfig built the library. */
export interface LwsBuild {
  /** CONFIG_WEBSOCKET_SECURITY: TLS is compiled in (its cryptography is not modelled). */
  readonly tls: boolean;
  /** CONFIG_LWIP_ENABLE_IPV6: each listening vhost listens on IPv6, too. */
  readonly ipv6: boolean;
}

/** A client's name and port. */
export interface PeerName {
  readonly name: string;
  readonly port: number;
}

export interface LwsPlatform extends ResourceHome {
  readonly log: DeviceLog;
  readonly sockets: SocketApi;
  /** What lws, mbedtls and the application take of the heap. */
  readonly memory: HeapAccount;
  readonly clock: WallClock;
  /** `rand()`: masks and keys of the websocket client come from it. */
  readonly rand: () => number;
  readonly build: LwsBuild;
  /** Who is behind a socket, for reports. */
  readonly peerOf?: (fd: number) => PeerName;
  /** What is in the way of a socket, for reports. */
  readonly obstacleTo?: ObstacleTo;
  /** LWIP_SOCKET_OFFSET: number of the first fd. */
  readonly socketOffset: number;
}
