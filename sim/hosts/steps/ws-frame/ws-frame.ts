/** `ws_frame`: any websocket frame, right or wrong. */

import { encodeWsFrame } from '../../../codec/ws-frame.js';
import { flag, int } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { payloadFields } from '../../../document/payload/schema.js';
import { messageExpect } from '../expectation.js';
import { inGroups, on, onTimeline } from '../step.js';
import { expectsAnswer, performFrame } from '../tell.js';

const MAX_OPCODE = 15;

const frame = () => ({
  fin: flag('The FIN bit. Default true').optional(),
  opcode: int(0, MAX_OPCODE, 'The opcode: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.'),
  masked: flag('Masked with the key 37 fa 21 3d. Default true').optional(),
  expects_answer: expectsAnswer(),
  ...payloadFields(),
});

export const wsFrame = {
  timeline: onTimeline({
    about: 'Sends any websocket frame.',
    connection: 'needs',
    keys: frame,
    read: ({ fin = true, opcode, masked = true, expects_answer: expects = false, ...written }, reader) => ({
      fin,
      opcode,
      masked,
      expects,
      payload: reader.payload(written),
    }),
    perform: (host, step) => void host.send(encodeWsFrame(step), host.connection, step.expects),
  }),
  group: inGroups({
    about: 'Sends any websocket frame. With expect: waits for a message.',
    connection: 'needs',
    keys: () => ({ ...frame(), on: on(), expect: messageExpect() }),
    usual: 'received',
    read: ({ fin = true, opcode, masked = true, expects_answer: expects, ...written }, reader) => ({
      bytes: encodeWsFrame({ fin, opcode, masked, payload: reader.payload(written) }),
      ...given('expects', expects),
    }),
    perform: performFrame,
  }),
};
