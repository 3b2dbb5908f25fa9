import { describe, expect, it } from 'vitest';
import { capacityLines } from '../../sim/report/summary/capacity.js';
import { loadScenario } from '../../sim/run/load.js';

const scenario = (device: string) => loadScenario({ text: `name: x\ndevice: { ${device} }\n` });

describe('the capacity of a W800', () => {
  it('answers "approximately 3 to 5", and what a larger socket table gives', () => {
    expect(capacityLines(scenario('profile: w800-sdk-2.4, apps: [lws-ws-server]'))).toEqual([
      'Serves 5 websocket or 5 HTTP clients at once; the next one: closed, sockets (8, MEMP_NUM_NETCONN): accept() failed with ENFILE, FIN',
      '  with MEMP_NUM_NETCONN 12: 9 websocket or 9 HTTP clients at once',
      '  with MEMP_NUM_NETCONN 16: 13 websocket or 13 HTTP clients at once',
    ]);
  });

  it("begins with the scenario's own socket table", () => {
    const lwipopts = 'lwipopts: { MEMP_NUM_NETCONN: 16 }';
    const [first] = capacityLines(scenario(`profile: w800-sdk-2.4, apps: [lws-ws-server], ${lwipopts}`));
    expect(first).toMatch(/^Serves 13 websocket or 13 HTTP clients/);
  });

  it('is not asked of other devices', () => {
    expect(capacityLines(scenario('profile: esp32-idf-v5.3, apps: [ws-echo]'))).toEqual([]);
  });
});
