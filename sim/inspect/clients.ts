/** The other end: what each client's newest connection is doing. */

import { ipText } from '../wire/segment.js';
import type { Simulation } from '../run/simulation.js';
import type { Table } from './table.js';

/** Every client, in order of addresses. */
export function clients(simulation: Simulation): Table {
  return Array.from(simulation.hosts, (host) => {
    const { connection } = host;
    return {
      key: host.name,
      address: ipText(host.ip),
      state: host.vanished ? 'vanished' : (connection?.state ?? 'no connection'),
      port: connection?.localPort,
      to: connection?.remotePort,
      unfinished: [...host.unfinished].length,
      listens: host.listening.join(' ') || undefined,
    };
  });
}
