/** `tls_renego`: the client asks for a renegotiation. */

import { onTimeline } from '../step.js';

export const tlsRenego = {
  timeline: onTimeline({
    about: 'Asks for a renegotiation.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => host.tls.endOf(host.connection)?.renegotiate(),
  }),
};
