/** `device.cpu`: presets, figures of one's own, and what can't be. */

import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';

const text = (cpu: string, profile = 'esp32-idf-v5.3', app = 'simple'): string =>
  `name: t\ndevice:\n  profile: ${profile}\n  apps: [${app}]\n  cpu: ${cpu}\nuntil: 1s\ntimeline: []\n`;
const cpuOf = (cpu: string) => loadScenario({ text: text(cpu) }).device.cpu;
const refusal = (source: string): string => {
  try {
    loadScenario({ text: source });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('device.cpu', () => {
  it('is a chip, with what nobody has measured of it', () => {
    const cpu = cpuOf('esp32-c3');
    expect(cpu).toMatchObject({ chip: 'esp32-c3', own: [], uart: { baud: 115_200, fifoBytes: 128 } });
    expect(cpu?.figures).toEqual({ sign_rsa: 210_000 });
    expect(cpu?.unmeasured).toContain('sign_ec');
    expect(cpu?.unmeasured).not.toContain('sign_rsa');
  });

  it("is a chip with figures of one's own over it", () => {
    const cpu = cpuOf('{ chip: w800, uart: 921600, sign_ec: 100ms }');
    expect(cpu?.figures).toEqual({ key_share: 305_000, shared_secret: 305_000, sign_ec: 100_000 });
    expect(cpu?.uart).toEqual({ baud: 921_600, fifoBytes: 32 });
    expect(cpu?.own).toEqual(['uart', 'sign_ec']);
  });

  it("is figures of one's own alone, of which none is missing", () => {
    expect(cpuOf('{ uart: 0, handler: 2ms }')).toEqual({
      own: ['uart', 'handler'],
      unmeasured: [],
      uart: undefined,
      figures: { handler: 2000 },
    });
  });

  it.each([
    [text('esp8266'), /5:8.*esp32, esp32-s3, esp32-c3, w800/s],
    [text('{ chip: esp33 }'), /5:16.*esp32/s],
    [text('{ uart: 115200, logline: 1ms }'), /5:24.*log_line/s],
    [text('{ uart: 200 }'), /5:16: uart: expected 0 or a whole number from 300/],
    [text('{ handler: 5 }'), /5:19: handler: a time needs a unit/],
    [text('{ bytes_per_second: 0 }'), /5:28: bytes_per_second: expected a whole number from 1/],
    [text('{ uart: 0, uart_fifo: 64 }'), /5:19.*there is no UART with uart: 0/s],
    [
      text('{ request: 1ms }', 'w800-sdk-2.4', 'lws-ws-server'),
      /5:10: w800-sdk-2.4 has no cpu.request: it is charged by esp_http_server/,
    ],
    [text('[1]'), /5:8: cpu: expected a chip .* or a map of figures/],
  ])('%s', (source, message) => {
    expect(refusal(source)).toMatch(message);
  });
});
