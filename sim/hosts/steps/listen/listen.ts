/** `listen`: the client serves the device's own client. */

import { port } from '../../../document/fields.js';
import { HTTP_PORT } from '../../../wire/ports.js';
import { tlsServerSettings } from '../../tls/read-tls.js';
import { tlsServer } from '../../tls/tls-keys.js';
import { onTimeline } from '../step.js';

export const listen = {
  timeline: onTimeline({
    about: "The client serves: it listens for the device's own websocket client, with TLS if it says so.",
    connection: 'opens',
    keys: () => ({
      port: port('The port it listens on. Default 80').optional(),
      tls: tlsServer().optional(),
    }),
    read: ({ port: own = HTTP_PORT, tls }) => ({ port: own, tls: tls && tlsServerSettings(tls) }),
    perform(host, { port: own, tls }) {
      const { nextKeyExchangeBytes } = host;
      host.listen(own, tls === undefined || tls === 'silent' ? tls : { ...tls, nextKeyExchangeBytes });
    },
  }),
};
