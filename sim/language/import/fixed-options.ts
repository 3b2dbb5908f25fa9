/** Options that the model has with one value only: a file that sets another one can't be honoured. */

import type { ProfileName } from '../device/profiles.js';
import { PROFILE_NAMES } from '../device/profiles.js';

/** An option with the one value that it has here. */
export interface FixedOption {
  readonly name: string;
  readonly profiles: readonly ProfileName[];
  readonly value: number | boolean;
  readonly about: string;
  /** What to do instead. */
  readonly hint?: string;
}

const ESP: readonly ProfileName[] = ['esp32-idf-v5.3', 'lwip-pools', 'esp32-idf-v4.2'];
const HEAP: readonly ProfileName[] = ['esp32-idf-v5.3', 'esp32-idf-v4.2', 'w800-sdk-2.4'];
const POOLS: readonly ProfileName[] = ['lwip-pools'];
const W800: readonly ProfileName[] = ['w800-sdk-2.4'];

type Row = readonly [
  name: string,
  profiles: readonly ProfileName[],
  value: number | boolean,
  about: string,
  hint?: string,
];

const KCONFIG_ROWS: readonly Row[] = [
  ['CONFIG_LWIP_TCPIP_CORE_LOCKING', ESP, false, 'every socket call is a message to the tcpip task'],
  ['CONFIG_LWIP_WND_SCALE', ESP, false, 'window scaling is not modelled'],
  ['CONFIG_LWIP_TCP_SACK_OUT', ESP, false, 'selective acknowledgements are not modelled'],
  ['CONFIG_LWIP_TCP_OVERSIZE_MSS', ESP, true, 'segments are allocated one MSS larger'],
  ['CONFIG_LWIP_IPV4', ESP, true, 'the network is IPv4'],
  ['CONFIG_LWIP_IPV6', ESP, true, 'sockets and buffers are those of a build with IPv6'],
  ['CONFIG_LWIP_NETIF_LOOPBACK', ESP, true, 'the control socket of the server needs it'],
  ['CONFIG_HTTPD_LOG_PURGE_DATA', ESP, false, 'discarded data is not logged'],
  ['CONFIG_EXAMPLE_SECURITY', W800, false, 'TLS is not modelled'],
  ['CONFIG_EXAMPLE_HTTPS', W800, false, 'TLS is not modelled'],
];

const LWIP_ROWS: readonly Row[] = [
  ['NO_SYS', PROFILE_NAMES, 0, 'the stack runs in a task'],
  ['LWIP_TCP', PROFILE_NAMES, 1, 'TCP'],
  ['LWIP_UDP', PROFILE_NAMES, 1, 'UDP'],
  ['LWIP_SOCKET', PROFILE_NAMES, 1, 'the servers use sockets'],
  ['LWIP_NETCONN', PROFILE_NAMES, 1, 'sockets need netconns'],
  ['LWIP_SO_RCVTIMEO', PROFILE_NAMES, 1, 'the servers set receive timeouts'],
  ['LWIP_SO_SNDTIMEO', PROFILE_NAMES, 1, 'the servers set send timeouts'],
  ['LWIP_TCP_KEEPALIVE', PROFILE_NAMES, 1, 'keep-alive can be configured'],
  ['LWIP_NETCONN_FULLDUPLEX', PROFILE_NAMES, 1, 'a socket can be closed while another task uses it'],
  ['LWIP_TCPIP_CORE_LOCKING', PROFILE_NAMES, 0, 'every socket call is a message to the tcpip task'],
  ['LWIP_WND_SCALE', PROFILE_NAMES, 0, 'window scaling is not modelled'],
  ['LWIP_TCP_SACK_OUT', PROFILE_NAMES, 0, 'selective acknowledgements are not modelled'],
  ['LWIP_TCP_TIMESTAMPS', PROFILE_NAMES, 0, 'TCP timestamps are not modelled'],
  ['TCP_LISTEN_BACKLOG', PROFILE_NAMES, 1, 'listeners have a backlog'],
  ['MEMP_MEM_MALLOC', HEAP, 1, 'objects come from the heap', 'static pools: profile lwip-pools'],
  [
    'MEMP_MEM_MALLOC',
    POOLS,
    0,
    'objects come from static pools',
    'objects from the heap: profile esp32-idf-v5.3',
  ],
  ['LWIP_NETIF_TX_SINGLE_PBUF', ESP, 1, 'a sent segment is one buffer'],
  ['LWIP_SOCKET_OFFSET', W800, 1, 'the first socket is 1'],
  ['LWIP_SO_LINGER', W800, 1, 'SO_LINGER is honoured'],
  ['SO_REUSE', W800, 1, 'SO_REUSEADDR is honoured'],
];

const table = (rows: readonly Row[]): FixedOption[] =>
  rows.map(([name, profiles, value, about, hint]) => ({
    name,
    profiles,
    value,
    about,
    ...(hint === undefined ? {} : { hint }),
  }));

/** Kconfig options with one value. */
export const FIXED_KCONFIG: readonly FixedOption[] = table(KCONFIG_ROWS);

/** lwIP options with one value. */
export const FIXED_LWIP: readonly FixedOption[] = table(LWIP_ROWS);
