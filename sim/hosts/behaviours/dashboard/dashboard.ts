/** `dashboard`: a page that stays open. */

import { us } from '../../../document/duration.js';
import { flag, text } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace } from '../../../document/quantity.js';
import { behaviour, devicePort, map } from '../behaviour.js';
import { pollKeys, readPoll } from '../poller/poller.js';
import { dashboard as run } from './program.js';

export const dashboard = behaviour({
  about: 'A page that stays open: a websocket, and polling beside it.',
  keys: () => ({
    page: path('The page, loaded first. Default: it is there already').optional(),
    ws: path('The websocket. Default /ws').optional(),
    messages: map('What the page sends by itself.', {
      text: text('The message.'),
      every: pace('Time between two. Default 1s').optional(),
      expects_answer: flag(
        'The page counts on a message in return: one that does not come leaves it waiting. Default false',
      ).optional(),
    }).optional(),
    reconnect: pace("From the websocket's end to the next attempt. Default 2s").optional(),
    poll: map('Polling beside the websocket.', pollKeys()).optional(),
    port: devicePort(),
  }),
  read: ({ port, page, ws = '/ws', messages, reconnect = us('2s'), poll }, reader) => ({
    port,
    page,
    ws,
    messages: messages && {
      text: messages.text,
      everyUs: messages.every ?? us('1s'),
      expects: messages.expects_answer ?? false,
    },
    reconnectUs: reconnect,
    poll: poll && readPoll(poll, port, reader.within('poll')),
  }),
  run,
});
