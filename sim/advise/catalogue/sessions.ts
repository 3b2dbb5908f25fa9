/** Cures of too few sessions, sockets and places to wait. */

import type { SocketUser } from '../../document/socket-users.js';
import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { fieldLadder, ladder, optionLadder, upTo } from './ladders.js';

/** The listener, the control socket and the one that messages to it are sent from (httpd_main.c). */
const SERVERS_OWN = 3;
const SOCKETS = 'MEMP_NUM_NETCONN';
const ACCEPT_MBOX = 'DEFAULT_ACCEPTMBOX_SIZE';
const MAX_SESSIONS_WORTH_TRYING = 64;
const HTTPD_H = 'components/esp_http_server/include/esp_http_server.h, httpd_config_t';
const HTTPD_MAIN = 'components/esp_http_server/src/httpd_main.c';

/** Sockets that are neither the server's nor its clients'. */
function foreignSockets({ scenario }: Situation): number {
  const { extraSockets, socketUsers = [] } = scenario.device;
  return extraSockets + socketUsers.reduce((sum, user) => sum + socketsOf(user), 0);
}

function socketsOf(user: SocketUser): number {
  if (user.kind === 'holder' || user.kind === 'mdns') return user.sockets;
  return user.kind === 'uploader' ? user.connections : 1;
}

export const SESSION_CURES: readonly Cure[] = [
  {
    name: 'lru-purge',
    title: 'LRU purge',
    kind: 'field',
    against: ['sessions', 'backlog', 'accept mbox', 'idle', 'vanished', 'sockets'],
    about:
      'A newcomer that finds no session gets that of the client that has not sent anything for longest. It watches the table of sessions only: when sockets run out first, nobody is purged.',
    costs:
      'no memory; the client whose session is taken loses its connection: a websocket or a stream that only receives counts as unused',
    source: `${HTTPD_H}.lru_purge_enable`,
    rungs: (situation) => fieldLadder(situation, 'lru_purge_enable', [true]),
  },
  {
    name: 'no-lru-purge',
    title: 'no LRU purge',
    kind: 'field',
    against: ['purged', 'livelock'],
    about: 'Nobody loses a session to a newcomer; the newcomer waits until somebody leaves.',
    costs: 'newcomers wait, without an answer and without a log line',
    source: `${HTTPD_H}.lru_purge_enable`,
    rungs: (situation) => fieldLadder(situation, 'lru_purge_enable', [false]),
  },
  {
    name: 'more-sessions',
    title: 'more sessions',
    kind: 'field',
    against: ['sessions', 'backlog', 'accept mbox', 'purged', 'livelock'],
    likely: ['sessions'],
    about:
      'The server takes more connections at once. Where the socket table would be too small for them, it grows as well.',
    costs: 'a socket and the memory of a connection for each client that comes',
    precondition: 'max_open_sockets <= CONFIG_LWIP_MAX_SOCKETS - 3',
    source: `${HTTPD_H}.max_open_sockets; ${HTTPD_MAIN}, httpd_start`,
    rungs: (situation) => {
      const now = situation.sizeOf('sessions') ?? Number(situation.field('max_open_sockets') ?? 0);
      const sockets = Number(situation.option(SOCKETS) ?? 0);
      const most = (situation.mostOf(SOCKETS) ?? 0) - SERVERS_OWN - foreignSockets(situation);
      const wanted = Math.min(
        most,
        now + MAX_SESSIONS_WORTH_TRYING,
        Math.max(now + 1, situation.seen.wanted),
      );
      return ladder(
        ...upTo(now + 1, wanted).map((sessions) => {
          const needed = sessions + SERVERS_OWN + foreignSockets(situation);
          return [
            ...situation.setField('max_open_sockets', sessions),
            ...(needed > sockets ? situation.setOption(SOCKETS, needed) : []),
          ];
        }),
      );
    },
  },
  {
    name: 'fewer-sessions',
    title: 'fewer sessions',
    kind: 'field',
    against: ['sockets', 'listener', 'MEMP_NETCONN', 'heap', 'MEMP_TCP_PCB'],
    about:
      'The server takes only as many connections as sockets and memory are left for: the next client waits in the backlog instead of being closed, and a server that refused to start starts.',
    costs: 'fewer clients at once; the others wait',
    precondition: 'max_open_sockets <= CONFIG_LWIP_MAX_SOCKETS - 3',
    source: `${HTTPD_H}.max_open_sockets; ${HTTPD_MAIN}, httpd_start ("max_open_sockets is too large")`,
    rungs: (situation) => {
      const now = situation.sizeOf('sessions') ?? Number(situation.field('max_open_sockets') ?? 0);
      return fieldLadder(situation, 'max_open_sockets', upTo(1, now - 1).reverse());
    },
  },
  {
    name: 'more-sockets',
    title: 'a larger socket table',
    kind: 'option',
    against: ['sockets', 'listener', 'MEMP_NETCONN', 'wsi'],
    likely: ['sockets', 'MEMP_NETCONN'],
    about: 'Every socket of the device, servers, clients and their helpers alike, comes from this table.',
    costs: 'about 20 bytes a socket at rest, and the memory of a connection for each one that is used',
    source: 'components/lwip/Kconfig, LWIP_MAX_SOCKETS; lwip/src/api/sockets.c, alloc_socket',
    rungs: (situation) => {
      const now = Number(situation.option(SOCKETS) ?? 0);
      const most = situation.mostOf(SOCKETS) ?? 0;
      const own =
        (situation.sizeOf('sessions') ?? Number(situation.field('max_open_sockets') ?? 0)) + SERVERS_OWN;
      const wanted = Math.max(now + situation.seen.wanted, own) + foreignSockets(situation);
      return optionLadder(situation, SOCKETS, upTo(now + 1, Math.min(most, wanted)));
    },
  },
  {
    name: 'longer-backlog',
    title: 'a longer backlog',
    kind: 'field',
    against: ['backlog', 'accept mbox'],
    likely: ['backlog'],
    about:
      'More connections may wait for accept(), so that fewer SYNs are dropped and sent again. They still wait for a session.',
    costs: 'a connection control block (about 200 bytes) for each one that waits',
    precondition: 'backlog_conn <= CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE, else the next connection is reset',
    source: `${HTTPD_H}.backlog_conn; lwip/src/core/tcp_in.c, tcp_listen_input`,
    rungs: (situation) => {
      const now = situation.sizeOf('backlog') ?? Number(situation.field('backlog_conn') ?? 0);
      const box = Number(situation.option(ACCEPT_MBOX) ?? 0);
      const most = situation.mostOf(ACCEPT_MBOX) ?? 0;
      return ladder(
        ...upTo(now + 1, Math.min(most, Math.max(now + 1, situation.seen.wanted))).map((backlog) => [
          ...situation.setField('backlog_conn', backlog),
          ...(backlog > box ? situation.setOption(ACCEPT_MBOX, backlog) : []),
        ]),
      );
    },
  },
  {
    name: 'keep-alive',
    title: 'TCP keep-alive on sessions',
    kind: 'field',
    against: ['vanished', 'unanswered', 'stall'],
    likely: ['vanished'],
    about:
      'The server asks silent clients whether they are still there: idle seconds of silence, then a probe every interval, and after count unanswered ones the session ends. Without it a client that vanished holds its session for ever.',
    costs: 'a small packet to every idle client once per idle time; wakes clients that sleep',
    source: `${HTTPD_H}.keep_alive_enable; lwip/src/core/tcp.c, tcp_slowtmr`,
    rungs: (situation) =>
      ladder(
        ...(situation.field('keep_alive_enable') === true
          ? []
          : [situation.setField('keep_alive_enable', true)]),
        ...(
          [
            [5, 5, 3],
            [3, 3, 3],
            [2, 1, 3],
            [1, 1, 2],
          ] as const
        ).map(([idle, interval, count]) => [
          ...situation.setField('keep_alive_enable', true),
          ...situation.setField('keep_alive_idle', idle),
          ...situation.setField('keep_alive_interval', interval),
          ...situation.setField('keep_alive_count', count),
        ]),
      ),
  },
  {
    name: 'second-ctrl-port',
    title: 'a control port of its own for the second server',
    kind: 'setting',
    against: ['listener', 'refused'],
    likely: ['listener'],
    about:
      'Two servers need two control ports: the second one that asks for a port gets errno 112 and does not start.',
    costs: 'nothing',
    code: 'config2.ctrl_port = 32769;',
    source: `${HTTPD_H}.ctrl_port; ${HTTPD_MAIN}, httpd_server_init`,
    rungs: ({ scenario }) =>
      scenario.device.apps.includes('two')
        ? ladder([{ path: 'device.app_settings.ctrl_port2', value: 32_769 }])
        : [],
  },
  {
    name: 'second-server-port',
    title: 'a port of its own for the second server',
    kind: 'setting',
    against: ['listener', 'refused'],
    about: 'Two servers can not listen on one port: listen() of the second one fails with errno 112.',
    costs: 'clients must know the other port',
    code: 'config2.server_port = 81; config2.ctrl_port = 32769;',
    source: `${HTTPD_H}.server_port; lwip/src/core/tcp.c, tcp_listen_with_backlog`,
    rungs: ({ scenario }) =>
      scenario.device.apps.includes('two')
        ? ladder([
            { path: 'device.app_settings.server_port2', value: 81 },
            { path: 'device.app_settings.ctrl_port2', value: 32_769 },
          ])
        : [],
  },
  {
    name: 'so-reuse',
    title: 'SO_REUSEADDR is honoured',
    kind: 'option',
    against: ['listener', 'refused'],
    about:
      'A server that starts again while connections of its last life are in TIME_WAIT may bind its port.',
    costs: 'nothing that counts',
    source: 'components/lwip/Kconfig, LWIP_SO_REUSE; lwip/src/core/tcp.c, tcp_bind',
    rungs: (situation) => optionLadder(situation, 'SO_REUSE', [true]),
  },
];
