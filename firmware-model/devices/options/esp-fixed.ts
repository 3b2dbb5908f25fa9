/** Options of ESP-IDF that the model has with one value only: a file that sets another one can't be honoured. */

import type { OptionType, OptionValue } from '../../../sim/document/firmware.js';
import { SWITCH, whole, type Row } from './row.js';

const ANY = whole(0, 0xffff_ffff);
const typeOf = (value: OptionValue): OptionType => (typeof value === 'boolean' ? SWITCH : ANY);

const kconfig = (name: string, value: OptionValue, about: string): Row<OptionValue> => ({
  kconfig: name,
  type: typeOf(value),
  initial: value,
  about,
  source: 'components/lwip/Kconfig',
  fixed: {},
});

/** Of `sdkconfig`. */
const KCONFIG: readonly Row<OptionValue>[] = [
  kconfig('CONFIG_LWIP_TCPIP_CORE_LOCKING', false, 'every socket call is a message to the tcpip task'),
  kconfig('CONFIG_LWIP_WND_SCALE', false, 'window scaling is not modelled'),
  kconfig('CONFIG_LWIP_TCP_SACK_OUT', false, 'selective acknowledgements are not modelled'),
  kconfig('CONFIG_LWIP_TCP_OVERSIZE_MSS', true, 'segments are allocated one MSS larger'),
  kconfig('CONFIG_LWIP_IPV4', true, 'the network is IPv4'),
  kconfig('CONFIG_LWIP_IPV6', true, 'sockets and buffers are those of a build with IPv6'),
  kconfig('CONFIG_LWIP_NETIF_LOOPBACK', true, 'the control socket of the server needs it'),
  kconfig('CONFIG_HTTPD_LOG_PURGE_DATA', false, 'discarded data is not logged'),
];

/** lwIP's own names with one value on every device. */
export const FIXED_LWIP_ROWS: readonly Row<OptionValue>[] = (
  [
    ['NO_SYS', 0, 'the stack runs in a task'],
    ['LWIP_TCP', 1, 'TCP'],
    ['LWIP_UDP', 1, 'UDP'],
    ['LWIP_SOCKET', 1, 'the servers use sockets'],
    ['LWIP_NETCONN', 1, 'sockets need netconns'],
    ['LWIP_SO_RCVTIMEO', 1, 'the servers set receive timeouts'],
    ['LWIP_SO_SNDTIMEO', 1, 'the servers set send timeouts'],
    ['LWIP_TCP_KEEPALIVE', 1, 'keep-alive can be configured'],
    ['LWIP_NETCONN_FULLDUPLEX', 1, 'a socket can be closed while another task uses it'],
    ['LWIP_TCPIP_CORE_LOCKING', 0, 'every socket call is a message to the tcpip task'],
    ['LWIP_WND_SCALE', 0, 'window scaling is not modelled'],
    ['LWIP_TCP_SACK_OUT', 0, 'selective acknowledgements are not modelled'],
    ['LWIP_TCP_TIMESTAMPS', 0, 'TCP timestamps are not modelled'],
    ['TCP_LISTEN_BACKLOG', 1, 'listeners have a backlog'],
  ] as const
).map(([name, value, about]) => fixedLwip(name, value, about));

/** An lwIP option with one value. */
export function fixedLwip(name: string, value: number, about: string, hint?: string): Row<OptionValue> {
  return {
    lwip: name,
    type: ANY,
    initial: value,
    about,
    source: 'lwip/src/include/lwip/opt.h',
    fixed: hint === undefined ? {} : { hint },
  };
}

/** All of an ESP-IDF device. */
export function espFixedRows(staticPools: boolean): readonly Row<OptionValue>[] {
  return [
    ...KCONFIG,
    ...FIXED_LWIP_ROWS,
    fixedLwip('LWIP_NETIF_TX_SINGLE_PBUF', 1, 'a sent segment is one buffer'),
    staticPools
      ? fixedLwip(
          'MEMP_MEM_MALLOC',
          0,
          'objects come from static pools',
          'objects from the heap: profile esp32-idf-v5.3',
        )
      : fixedLwip('MEMP_MEM_MALLOC', 1, 'objects come from the heap', 'static pools: profile lwip-pools'),
  ];
}
