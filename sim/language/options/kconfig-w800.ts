/** Kconfig options of the W800 SDK that the model honours. Ranges and defaults: the SDK's Kconfig files. */

import { SWITCH, whole } from './option.js';
import type { BoolOption, IntOption, OptionEntry } from './option.js';

const LWIP = 'components/lwip/Kconfig';
const WEBSOCKETS = 'components/websockets/Kconfig';
const EXAMPLE = 'examples/network/*/main/Kconfig';

type Row = readonly [
  name: string,
  type: IntOption | BoolOption,
  initial: string,
  about: string,
  needs?: string,
];

const LWIP_ROWS: readonly Row[] = [
  ['CONFIG_COMPONENT_LWIP_ENABLED', SWITCH, 'y in the examples', 'the TCP/IP stack'],
  ['CONFIG_LWIP_TCP', SWITCH, 'y', 'TCP', 'CONFIG_COMPONENT_LWIP_ENABLED'],
  ['CONFIG_LWIP_ENABLE_IPV4', SWITCH, 'y', 'IPv4', 'CONFIG_COMPONENT_LWIP_ENABLED'],
  ['CONFIG_LWIP_ENABLE_IPV6', SWITCH, 'n', 'IPv6', 'CONFIG_COMPONENT_LWIP_ENABLED'],
  ['CONFIG_LWIP_TCP_MAXRTX', whole(3, 12), '3', 'retransmissions of data before giving up'],
  ['CONFIG_LWIP_TCP_SYNMAXRTX', whole(3, 12), '4', 'retransmissions of a SYN or SYN-ACK before giving up'],
  ['CONFIG_LWIP_TCP_MSS', whole(536, 1460), '1460', 'largest segment, bytes'],
  ['CONFIG_LWIP_TCP_WND_DEFAULT', whole(2, 44), '8', 'receive window of a connection, in segments (× MSS)'],
  ['CONFIG_LWIP_TCP_SND_BUF_DEFAULT', whole(2, 44), '6', 'send buffer of a connection, in segments (× MSS)'],
  ['CONFIG_LWIP_TCP_RECVMBOX_SIZE', whole(6, 64), '10', 'received segments that wait for recv()'],
  ['CONFIG_LWIP_UDP_RECVMBOX_SIZE', whole(6, 64), '6', 'datagrams that wait in a UDP socket'],
];

const WEBSOCKET_ROWS: readonly Row[] = [
  ['CONFIG_COMPONENT_WEBSOCKET_ENABLED', SWITCH, 'y in the examples', 'libwebsockets'],
  ['CONFIG_WEBSOCKET_SECURITY', SWITCH, 'y', 'TLS is compiled in', 'CONFIG_COMPONENT_WEBSOCKET_ENABLED'],
];

const EXAMPLE_ROWS: readonly Row[] = [
  ['CONFIG_EXAMPLE_PORT', whole(0, 65_535), '80', "the example server's port"],
];

const table = (rows: readonly Row[], source: string): OptionEntry[] =>
  rows.map(([name, type, initial, about, needs]) => ({
    name,
    profiles: ['w800-sdk-2.4'],
    type,
    initial,
    about,
    source,
    ...(needs === undefined ? {} : { needs }),
  }));

/** The options of the W800 SDK's profile. */
export const W800_KCONFIG: readonly OptionEntry[] = [
  ...table(LWIP_ROWS, LWIP),
  ...table(WEBSOCKET_ROWS, WEBSOCKETS),
  ...table(EXAMPLE_ROWS, EXAMPLE),
];
