/** Cures of too little memory: pools, heap, buffers, connections in TIME_WAIT. */

import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { doubled, ladder, optionLadder } from './ladders.js';

const KIBIBYTE = 1024;
const MSL = 'TCP_MSL';
const MSS = 'TCP_MSS';
const LWIP_KCONFIG = 'components/lwip/Kconfig';
const MBEDTLS_KCONFIG = 'components/mbedtls/Kconfig';

/** Pools that lwip-pools has, by the limit that they are. */
const POOLS = [
  ['MEMP_TCP_PCB', 'MEMP_NUM_TCP_PCB'],
  ['MEMP_TCP_PCB_LISTEN', 'MEMP_NUM_TCP_PCB_LISTEN'],
  ['MEMP_TCP_SEG', 'MEMP_NUM_TCP_SEG'],
  ['MEMP_UDP_PCB', 'MEMP_NUM_UDP_PCB'],
  ['MEMP_NETBUF', 'MEMP_NUM_NETBUF'],
  ['MEMP_SYS_TIMEOUT', 'MEMP_NUM_SYS_TIMEOUT'],
  ['MEMP_TCPIP_MSG_API', 'MEMP_NUM_TCPIP_MSG_API'],
  ['MEMP_TCPIP_MSG_INPKT', 'MEMP_NUM_TCPIP_MSG_INPKT'],
] as const;
const POOL_STEPS = 5;

function poolCure([limit, option]: (typeof POOLS)[number]): Cure {
  return {
    name: `larger-${limit.replace('MEMP_', '').toLowerCase().replaceAll('_', '-')}-pool`,
    title: `a larger pool: ${option}`,
    kind: 'option',
    // lwIP 2.1.2 on ESP-IDF counts control blocks itself, by the same option.
    against: limit === 'MEMP_TCP_PCB' ? [limit, 'tcp pcbs'] : [limit],
    likely: [limit],
    about: `lwIP's static pool ${limit} has room for more.`,
    costs: 'its objects at rest, whether they are used or not',
    source: 'lwip/src/include/lwip/opt.h; lwip/src/core/memp.c',
    rungs: (situation) => {
      const now = Number(situation.option(option) ?? 0);
      const next = Array.from({ length: 4 }, (_, i) => now + i + 1);
      return optionLadder(situation, option, [
        ...next,
        ...doubled(now, POOL_STEPS).filter((n) => n > now + 4),
      ]);
    },
  };
}

/** Buffers are no smaller than two segments. */
function buffers(situation: Situation): Cure['rungs'] extends (s: Situation) => infer R ? R : never {
  const mss = Number(situation.option(MSS) ?? 0);
  const isSegments = situation.profile.options.some(
    ({ lwip, inSegments }) => lwip?.name === 'TCP_WND' && inSegments === true,
  );
  const size = (segments: number): number => (isSegments ? segments : segments * mss);
  return ladder(
    ...[3, 2].map((segments) => [
      ...situation.setOption('TCP_SND_BUF', size(segments)),
      ...situation.setOption('TCP_WND', size(segments)),
    ]),
  );
}

export const MEMORY_CURES: readonly Cure[] = [
  ...POOLS.map(poolCure),
  {
    name: 'shorter-time-wait',
    title: 'a shorter TIME_WAIT',
    kind: 'option',
    against: ['TIME_WAIT', 'tcp_tw', 'MEMP_TCP_PCB', 'heap', 'listener'],
    likely: ['TIME_WAIT'],
    about:
      'A connection that the device closed first keeps its control block for two of these. Shorter is safe on a local network, where no packet is late for minutes.',
    costs: 'none in memory; late packets of an old connection may meet a new one',
    source: `${LWIP_KCONFIG}, LWIP_TCP_MSL; lwip/src/core/tcp.c, tcp_slowtmr`,
    rungs: (situation) => optionLadder(situation, MSL, [30_000, 10_000, 5000, 1000]),
  },
  {
    name: 'smaller-buffers',
    title: 'smaller windows and send buffers',
    kind: 'option',
    against: ['heap'],
    about: 'A connection can then hold less of what is queued and not yet read, so that more of them fit.',
    costs: 'slower transfers, the more so the longer the round trip',
    source: `${LWIP_KCONFIG}, LWIP_TCP_SND_BUF_DEFAULT and LWIP_TCP_WND_DEFAULT`,
    rungs: (situation) => buffers(situation),
  },
  {
    name: 'dynamic-tls-buffers',
    title: 'TLS buffers only while they are in use',
    kind: 'option',
    against: ['heap'],
    likely: ['heap'],
    about:
      'A TLS session gives its buffers back whenever nothing is under way: about 20 KB less for each idle one.',
    costs: 'time for allocations; a session can fail later, when its buffer is not to be had again',
    source: `${MBEDTLS_KCONFIG}, MBEDTLS_DYNAMIC_BUFFER`,
    rungs: (situation) =>
      situation.scenario.device.tls === undefined
        ? []
        : optionLadder(situation, 'CONFIG_MBEDTLS_DYNAMIC_BUFFER', [true]),
  },
  {
    name: 'smaller-tls-records',
    title: 'smaller TLS records',
    kind: 'option',
    against: ['heap'],
    about: 'The receive buffer of a TLS session is this large and 333 bytes more, for each session.',
    costs:
      'clients must not send larger records: uploads of browsers do, unless max_fragment_length is agreed on',
    source: `${MBEDTLS_KCONFIG}, MBEDTLS_SSL_IN_CONTENT_LEN`,
    rungs: (situation) =>
      situation.scenario.device.tls === undefined
        ? []
        : optionLadder(situation, 'CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN', [8192, 4096, 2048]),
  },
  {
    name: 'more-heap',
    title: 'more memory',
    kind: 'surroundings',
    against: ['heap'],
    about: 'Another chip, external RAM, or less that the rest of the firmware takes.',
    costs: 'hardware, or other parts of the firmware',
    source: 'the scenario: device.heap_limit',
    rungs: ({ scenario }) => {
      const now = scenario.device.heapLimitBytes;
      if (now === undefined) return [];
      return ladder(
        ...[4, 8, 16, 32, 64, 128, 256].map((more) => [
          { path: 'device.heap_limit', value: now + more * KIBIBYTE },
        ]),
      );
    },
  },
];
