/** What an HTTP server instance is given by the device that it runs on. */

import type { Environment } from '../../../sim/lwip/core/environment.js';
import type { ObstacleTo } from '../../../sim/lwip/obstacles.js';
import type { SocketApi } from '../../../sim/lwip/sockets/socket-api.js';
import type { FirmwareTraits } from '../../releases/index.js';
import type { HttpdKconfig } from './kconfig.js';

/** The C heap, as byte counts (`Memory` of the stack is one). */
export interface Heap {
  /** True when `bytes` more fit. */
  malloc(bytes: number): boolean;
  free(bytes: number): void;
  /** A block becomes larger; false past the limit. */
  grow(bytes: number): boolean;
  shrink(bytes: number): void;
}

export interface HttpServerEnvironment extends Environment {
  readonly sockets: SocketApi;
  readonly heap: Heap;
  /** What the component was compiled with. @internal */
  readonly kconfig: HttpdKconfig;
  /** What of the release's differences it has. @internal */
  readonly firmware: FirmwareTraits;
  /** The server task starts on another core: the starting task goes on until it next looks. */
  readonly startsOnOtherCore?: boolean;
  /** Name of the client behind a socket, for reports; `fd N` when absent. */
  readonly socketPeerName?: (fd: number) => string;
  /** Port of that client. */
  readonly socketPeerPort?: (fd: number) => number;
  /** What is in the way of a socket, for reports. */
  readonly obstacleTo?: ObstacleTo;
}
