/** `tls_close`: close_notify, and only that; `close` is the FIN. */

import { onTimeline } from '../step.js';

export const tlsClose = {
  timeline: onTimeline({
    about: 'Sends close_notify, and only that.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => host.tls.endOf(host.connection)?.closeNotify(),
  }),
};
