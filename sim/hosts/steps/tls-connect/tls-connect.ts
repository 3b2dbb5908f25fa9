/** `tls_connect`: a new connection with TLS. */

import { port } from '../../../document/fields.js';
import { HTTPS_PORT } from '../../../wire/ports.js';
import { tlsClientSettings } from '../../tls/read-tls.js';
import { tlsClientFields } from '../../tls/tls-keys.js';
import { onTimeline } from '../step.js';

export const tlsConnect = {
  timeline: onTimeline({
    about:
      'A new connection with TLS, which begins as soon as TCP is connected; what is sent waits for the handshake.',
    connection: 'opens',
    keys: () => ({ port: port("The device's port. Default 443").optional(), ...tlsClientFields() }),
    read: ({ port: to = HTTPS_PORT, ...tls }) => ({ port: to, tls: tlsClientSettings(tls) }),
    perform(host, { port: to, tls }) {
      if (!host.isRaw) host.connect(to, tls);
    },
  }),
};
