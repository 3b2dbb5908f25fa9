/** Puts the netconn layer of one stack together. */

import type { Kernel } from '../../kernel/kernel.js';
import { NETCONN } from '../../resources/definitions.js';
import { counted, type LimitedResource } from '../../resources/resource.js';
import { ApiCalls } from './api-call.js';
import type { Environment } from '../core/environment.js';
import type { Memory } from '../core/memory.js';
import { createCallbacks } from './callbacks.js';
import type { NetconnCallbacks, NetconnContext, NetconnEvent } from './netconn.js';
import { netconnHolder, type Netconn } from './netconn.js';
import type { LwipOptions } from '../core/options.js';
import { SysArch } from '../core/sys-arch.js';
import type { TcpApi } from '../tcp/api.js';
import type { Tcpip } from '../core/tcpip.js';
import { Udp } from '../core/udp.js';

/** The shared state of a netconn layer; `notify` is the socket layer's `event_callback`. */
export class NetconnStack implements NetconnContext {
  readonly kernel: Kernel;
  readonly udp: Udp;
  readonly port: SysArch;
  readonly calls: ApiCalls;
  readonly callbacks: NetconnCallbacks;
  readonly live = new Set<Netconn>();
  readonly count: LimitedResource;

  constructor(
    readonly env: Environment,
    readonly options: LwipOptions,
    readonly memory: Memory,
    readonly tcpip: Tcpip,
    readonly tcp: TcpApi,
    readonly notify: (conn: Netconn, event: NetconnEvent) => void,
  ) {
    this.kernel = env.kernel;
    this.count = counted(env, NETCONN, () =>
      Array.from(this.live, (conn) => netconnHolder(conn, env.peerName)),
    );
    this.udp = new Udp(env, options, memory, tcpip);
    this.port = new SysArch(env.kernel, options);
    this.calls = new ApiCalls(this);
    this.callbacks = createCallbacks(this);
  }
}
