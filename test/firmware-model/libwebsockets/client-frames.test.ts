/** What the device's own websocket client sends can be read by a server: its frames are masked as their header says. */

import { expect, it } from 'vitest';

import { WsFrameDecoder } from '../../../sim/codec/ws-frame.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

it('messages and pongs', () => {
  const text = `
device: { profile: w800-sdk-2.4, apps: [lws-ws-client], lwipopts: { MEMP_NUM_NETCONN: 16 } }
until: 5s
timeline:
  - { at: 0ms, client: A, do: listen, port: 9000 }
  - { at: 100ms, client: A, do: ws_accept, subprotocol: echo-protocol }
  - { at: 900ms, client: A, do: ws_frame, fin: true, opcode: 9, text: ping!, masked: false }
`;
  const simulation = new Simulation(loadScenario({ text }));
  const data: Uint8Array[] = [];
  simulation.trace.subscribe(['cli'], (record) => {
    if (record.k !== 'cli' || record.ev !== 'data') return;
    const { text, hex } = record;
    data.push(text === undefined ? Buffer.from(hex ?? '', 'hex') : Buffer.from(text, 'latin1'));
  });
  simulation.run();
  const stream = Buffer.concat(data);
  const frames = new WsFrameDecoder().push(stream.subarray(stream.indexOf('\r\n\r\n') + 4));
  expect(frames.map(({ opcode, payload }) => `${opcode} ${Buffer.from(payload).toString('latin1')}`)).toEqual(
    ['1 Hello, server!', '10 ping!'],
  );
});
