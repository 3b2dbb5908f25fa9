/** What the parts of the netconn layer share. */

import type { Kernel } from '../../kernel/kernel.js';
import type { ApiCalls } from './api-call.js';
import type { Environment } from '../core/environment.js';
import type { Err } from '../core/errno.js';
import type { Memory } from '../core/memory.js';
import type { Netconn } from './netconn.js';
import type { LwipOptions } from '../core/options.js';
import type { SysArch } from '../core/sys-arch.js';
import type {
  AcceptCallback,
  ConnectedCallback,
  PollCallback,
  ReceiveCallback,
  SentCallback,
  TcpApi,
} from '../tcp/api.js';
import type { Tcpip } from '../core/tcpip.js';
import type { DatagramCallback, Udp } from '../core/udp.js';

/** `enum netconn_evt` (api.h): what the socket layer is told of a netconn. */
export type NetconnEvent = 'receive-plus' | 'receive-minus' | 'send-plus' | 'send-minus' | 'error';

/** What TCP and UDP call when something happens to a pcb that belongs to a netconn. */
export interface NetconnCallbacks {
  readonly receive: ReceiveCallback;
  readonly sent: SentCallback;
  readonly poll: PollCallback;
  /** The connection is gone. */
  readonly failed: (conn: Netconn, err: Err) => void;
  readonly accept: AcceptCallback;
  readonly connected: ConnectedCallback;
  readonly datagram: DatagramCallback;
}

export interface NetconnContext {
  readonly env: Environment;
  readonly kernel: Kernel;
  readonly options: LwipOptions;
  readonly memory: Memory;
  readonly tcpip: Tcpip;
  readonly tcp: TcpApi;
  readonly udp: Udp;
  readonly port: SysArch;
  readonly calls: ApiCalls;
  readonly callbacks: NetconnCallbacks;
  /** Every allocated netconn, oldest first. */
  readonly live: Set<Netconn>;
  /** Tells the socket layer (`API_EVENT`). */
  notify(conn: Netconn, event: NetconnEvent): void;
}
