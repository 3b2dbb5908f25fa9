/** What a client's wsi keeps about the server that it connects to (`struct client_info_stash`, `ccinfo`). */

import type { Ipv4 } from '../../../sim/wire/segment.js';
import type { SortedUsec } from '../service/sorted-usec-list.js';

/** `struct lws_client_connect_info`, as far as it is modelled: a plain websocket client. */
export interface LwsClientConnectInfo {
  /** Numeric IPv4 address; names would need DNS, which is not modelled. */
  readonly address: string;
  readonly port: number;
  readonly path: string;
  /** `Host` and `Origin` of the request; the address if unset. */
  readonly host?: string;
  readonly origin?: string;
  /** Subprotocols asked for, and the local protocol that serves the connection. */
  readonly protocol?: string;
}

/** State of connecting. */
export interface ClientConnection {
  readonly info: LwsClientConnectInfo;
  readonly ip: Ipv4;
  /** `sul_connect_timeout`: the connect takes too long. */
  readonly connectTimeout: SortedUsec;
  /** Nobody is told of failures while `lws_client_connect_via_info` itself runs: it returns NULL instead. */
  suppressConnectionError: boolean;
}
