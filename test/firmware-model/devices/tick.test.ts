/** CONFIG_FREERTOS_HZ sets the length of the device's RTOS tick. */

import { describe, expect, it } from 'vitest';

import { deviceTickUs } from '../../../sim/run/firmware.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** When the device retransmits to a client that has vanished: the TCP timer counts ticks. */
function receiveTimeoutEndUs(hz: number): number {
  const text = `device: { profile: esp32-idf-v5.3, apps: [ws-echo], sdkconfig: { CONFIG_FREERTOS_HZ: ${hz} } }
until: 8s
timeline:
  - { at: 103ms, client: c1, do: connect }
  - { at: 204ms, client: c1, do: send, text: "GET /ws HT" }
`;
  const simulation = new Simulation(loadScenario({ text }));
  let answeredUs = 0;
  simulation.trace.subscribe(['log'], (record) => {
    if (record.k === 'log' && record.msg.includes('408 Request Timeout')) answeredUs = record.t;
  });
  simulation.run();
  return answeredUs;
}

describe('the RTOS tick', () => {
  it.each([
    [100, 10_000],
    [1000, 1000],
    [10, 100_000],
  ])('of %i Hz is %i µs', (hz, tickUs) => {
    const device = { profile: 'esp32-idf-v5.3', sdkconfig: { CONFIG_FREERTOS_HZ: hz } };
    expect(deviceTickUs(device)).toBe(tickUs);
  });

  it('is what timeouts end on', () => {
    // The receive begins at 205 ms: 5 s later, from the last edge before it.
    expect(receiveTimeoutEndUs(1000)).toBe(5_205_000);
    expect(receiveTimeoutEndUs(100)).toBe(5_200_000);
    expect(receiveTimeoutEndUs(10)).toBe(5_200_000);
  });
});
