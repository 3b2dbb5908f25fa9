/** `listen`: the client serves the device's own client. */

import { port } from '../../../document/fields.js';
import { HTTP_PORT } from '../../../wire/ports.js';
import { onTimeline } from '../step.js';

export const listen = {
  timeline: onTimeline({
    about: "The client serves: it listens for the device's own websocket client.",
    connection: 'opens',
    keys: { port: port('The port it listens on. Default 80').optional() },
    read: ({ port: own = HTTP_PORT }) => ({ port: own }),
    perform: (host, { port: own }) => host.listen(own),
  }),
};
