/** Cures of handshakes that cost too much. */

import type { Change } from '../change.js';
import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { ladder } from './ladders.js';

const TICKETS = 'CONFIG_ESP_TLS_SERVER_SESSION_TICKETS';

/** Clients that could offer a session, and do not; browsers do. */
function resuming({ written, scenario }: Situation): Change[] {
  const groups = written['groups'];
  const list = Array.isArray(groups) ? (groups as unknown[]) : [];
  return (scenario.groups ?? []).flatMap(({ tls }, i): Change[] => {
    const own = (list[i] as { readonly tls?: { readonly resume?: boolean } } | undefined)?.tls;
    if (tls === undefined || own === undefined || own.resume === true) return [];
    return [{ path: `groups.${i}.tls`, value: { ...own, resume: true } }];
  });
}

function tickets(situation: Situation): Change[] {
  const { tls } = situation.scenario.device;
  const isOn = tls?.sessionTickets === true && situation.option(TICKETS) === true;
  const option = situation.setOption(TICKETS, true);
  if (tls === undefined || isOn || option.length === 0) return [];
  return [{ path: 'device.tls.session_tickets', value: true }, ...option, ...resuming(situation)];
}

export const TLS_CURES: readonly Cure[] = [
  {
    name: 'tls-session-tickets',
    title: 'session tickets',
    kind: 'option',
    against: ['cpu', 'tls', 'task'],
    about:
      'A client that comes back shows the ticket of its last session: the handshake is a round trip shorter and does without public keys, which are nearly all of its time.',
    costs:
      '2.5 KB of heap for the keys of tickets, and some for each session; whoever gets at these keys can read recorded sessions',
    precondition: 'the clients keep their sessions: browsers and Node’s agents do, for TLS 1.2',
    source: 'components/esp-tls/Kconfig, ESP_TLS_SERVER_SESSION_TICKETS; httpd_ssl_config.session_tickets',
    rungs: (situation) => ladder(tickets(situation)),
  },
];
