/** `raw`: bytes past TLS, straight onto the TCP stream. */

import { payloadFields } from '../../../document/payload/schema.js';
import { onTimeline } from '../step.js';

export const raw = {
  timeline: onTimeline({
    about: 'Sends bytes past TLS, straight onto the TCP stream.',
    connection: 'needs',
    keys: payloadFields,
    read: (written, reader) => ({
      payload: reader.payload(written, 'the step raw needs something to send'),
    }),
    perform: (host, { payload }) => void host.sendRaw(payload),
  }),
};
