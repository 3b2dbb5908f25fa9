/** What is remembered of a machine outside of the simulation: connections, not every segment, and not for ever. */

import { expect, test } from 'vitest';

import { DEVICE_IP } from '../../../sim/hosts/hosts.js';
import { OutsideMachine } from '../../../sim/live/tun/outside-machine.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { ACK, NO_PAYLOAD, RST, SYN, type Segment } from '../../../sim/wire/segment.js';

const OWN_IP = 0xc0a8_0401;
const HTTP = 80;
const EMPTY: Segment = {
  srcIp: OWN_IP,
  dstIp: DEVICE_IP,
  srcPort: 0,
  dstPort: HTTP,
  flags: SYN,
  seq: 1,
  ack: 0,
  window: 5000,
  urgent: 0,
  options: NO_PAYLOAD,
  payload: NO_PAYLOAD,
};
const LATER_US = 1_000_000;

/** A machine beside a device that serves, what its programs were told, and what the device sent it. */
function machine(beforeMore: (one: OutsideMachine) => void = () => undefined) {
  const simulation = new Simulation(
    loadScenario({ text: 'name: outside\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 1h\n' }),
  );
  const told: string[] = [];
  simulation.trace.subscribe(['act', 'cli'], (record) => {
    if (record.k === 'act') told.push(record.do);
    if (record.k === 'cli') told.push(record.ev);
  });
  const received: Segment[] = [];
  const one: OutsideMachine = new OutsideMachine(
    'app',
    OWN_IP,
    simulation,
    (segment) => received.push(segment),
    () => {
      beforeMore(one);
    },
  );
  const step = (): void => {
    const untilUs = simulation.kernel.nowUs + LATER_US;
    while (simulation.kernel.nowUs < untilUs) simulation.step(untilUs);
  };
  step();
  const send = (srcPort: number, flags: number, seq = 1000, ack = 0, dstPort = HTTP): void => {
    one.send({ ...EMPTY, srcPort, dstPort, flags, seq, ack });
    step();
  };
  return { one, told, received, send };
}

test('a reset, or an acknowledgement, of no connection is a segment and nothing else', () => {
  const { one, told, send } = machine();
  send(40_000, RST);
  send(40_001, ACK);
  expect(one.size).toBe(0);
  expect(told).toEqual([]);
});

test('a connection is told, its end too', () => {
  const { told, received, send } = machine();
  send(40_000, SYN);
  const answer = received.at(-1)!;
  send(40_000, ACK, 1001, answer.seq + 1);
  send(40_000, RST, 1001);
  expect(told).toEqual(['connect', 'connected', 'abort', 'closed']);
});

test('what is forgotten first: a connection that is over, then one that was never answered, then the oldest', () => {
  const { one, received, send } = machine();
  const opened = (port: number): void => {
    send(port, SYN);
    send(port, ACK, 1001, received.at(-1)!.seq + 1);
  };
  opened(40_000);
  opened(40_001);
  send(40_001, RST, 1001);
  // Nothing answers at an address that is not the device's: half open for good.
  one.send({ ...EMPTY, dstIp: DEVICE_IP + 1, srcPort: 40_002 });
  const known = (): boolean[] =>
    [40_000, 40_001, 40_002].map((port) => one.originsOf(port, HTTP) !== undefined);
  expect(known()).toEqual([true, true, true]);
  one.forgetOne();
  expect(known()).toEqual([true, false, true]);
  one.forgetOne();
  expect(known()).toEqual([true, false, false]);
  one.forgetOne();
  expect(one.size).toBe(0);
});

test('room is made before one more is remembered', () => {
  const { one, send } = machine((self) => {
    if (self.size >= 3) self.forgetOne();
  });
  for (let port = 40_000; port < 40_010; port++) send(port, SYN);
  expect(one.size).toBe(3);
});
