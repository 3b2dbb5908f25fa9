/** The probe client's TCP as a {@link ClientStack}. */

import type { ClientStack } from '../client-stack.js';
import { ProbeConnection } from './probe-connection.js';

/** The only stack of the reference traces. */
export const PROBE_STACK: ClientStack = {
  id: 'probe',
  connect(host, localPort, remotePort) {
    const connection = new ProbeConnection(host, localPort, remotePort);
    connection.open();
    return connection;
  },
  accept(host, syn) {
    const connection = new ProbeConnection(host, syn.dstPort, syn.srcPort);
    connection.accept(syn);
    return connection;
  },
};
