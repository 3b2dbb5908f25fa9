/** What a client's wsi keeps about the server that it connects to (`struct client_info_stash`, `ccinfo`). */

import type { Ipv4 } from '../../../sim/wire/segment.js';
import type { SortedUsec } from '../service/sorted-usec-list.js';

/** `struct lws_client_connect_info`, as far as it is modelled: a websocket client. */
export interface LwsClientConnectInfo {
  /** Numeric IPv4 address; names would need DNS, which is not modelled. */
  readonly address: string;
  readonly port: number;
  readonly path: string;
  /** `Host` and `Origin` of the request; the address if unset. */
  readonly host?: string;
  readonly origin?: string;
  /** `LCCSCF_…` bits; 0 for a plain connection. */
  readonly ssl_connection?: number;
  /** Protocols offered by ALPN, separated by commas; `http/1.1` if unset. */
  readonly alpn?: string;
  /** Subprotocols asked for, and the local protocol that serves the connection. */
  readonly protocol?: string;
}

/** State of connecting. */
export interface ClientConnection {
  readonly info: LwsClientConnectInfo;
  readonly ip: Ipv4;
  /** {@link LwsClientConnectInfo.ssl_connection}. */
  readonly flags: number;
  /** `sul_connect_timeout`: the connect takes too long. */
  readonly connectTimeout: SortedUsec;
  /** Nobody is told of failures while `lws_client_connect_via_info` itself runs: it returns NULL instead. */
  suppressConnectionError: boolean;
  /** Heap of the stash and of the host's name, bytes a block, until the wsi is closed. */
  readonly heapBlocks: number[];
}
