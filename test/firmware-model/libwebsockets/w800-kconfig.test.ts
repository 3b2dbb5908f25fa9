import { describe, expect, it } from 'vitest';
import {
  resolveW800Kconfig,
  w800KconfigProblems,
  withSecurity,
} from '../../../firmware-model/devices/w800-kconfig.js';
import { w800LwipOptions } from '../../../firmware-model/devices/w800-lwip-options.js';

describe('Kconfig of the W800 SDK', () => {
  it('takes the examples as they are', () => {
    for (const app of ['lws-ws-server', 'lws-http-post', 'lws-ws-client'] as const) {
      expect(w800KconfigProblems({}, app)).toEqual([]);
    }
  });

  it('gives the examples their defaults', () => {
    const kconfig = resolveW800Kconfig({}, 'lws-ws-server');
    expect(kconfig.int('CONFIG_EXAMPLE_PORT')).toBe(80);
    expect(kconfig.flag('CONFIG_WEBSOCKET_SECURITY')).toBe(true);
    expect(kconfig.flag('CONFIG_LWIP_ENABLE_IPV6')).toBe(false);
  });

  it.each([
    ['without the component', { CONFIG_COMPONENT_WEBSOCKET_ENABLED: false }, /libwebsockets is not built/],
    ['lwIP is selected', { CONFIG_COMPONENT_LWIP_ENABLED: false }, /can't be n/],
    ['out of range', { CONFIG_EXAMPLE_PORT: 65_536 }, /0 to 65535/],
    ['of another type', { CONFIG_EXAMPLE_PORT: true }, /an integer/],
    ['of another program', { CONFIG_EXAMPLE_HTTPS: true }, /no Kconfig option of lws-ws-server/],
    [
      'TLS without its library',
      { CONFIG_EXAMPLE_SECURITY: true, CONFIG_WEBSOCKET_SECURITY: false },
      /needs CONFIG_WEBSOCKET_SECURITY=y/,
    ],
    [
      'within something switched off',
      { CONFIG_COMPONENT_WEBSOCKET_ENABLED: false, CONFIG_WEBSOCKET_SECURITY: true },
      /exists only with/,
    ],
  ] as const)('refuses: %s', (_what, values, message) => {
    const problems = w800KconfigProblems(values, 'lws-ws-server').map((one) => one.message);
    expect(problems.join('; ')).toMatch(message);
    expect(() => resolveW800Kconfig(values, 'lws-ws-server')).toThrow(/W800 Kconfig/);
  });

  it('has the client connect with TLS where device.tls is, which needs the library built with it', () => {
    const app = 'lws-ws-client';
    const url = (sdkconfig: object, tls?: object): string =>
      resolveW800Kconfig(withSecurity({ app, sdkconfig: { ...sdkconfig }, tls }), app).text(
        'CONFIG_EXAMPLE_SERVER_URL',
      );
    expect(url({})).toMatch(/^ws:/);
    expect(url({}, {})).toMatch(/^wss:/);
    expect(() => url({ CONFIG_WEBSOCKET_SECURITY: false }, {})).toThrow(/needs CONFIG_WEBSOCKET_SECURITY=y/);
  });

  it('decides the stack', () => {
    const options = w800LwipOptions({ CONFIG_LWIP_TCP_MSS: 1000 }, {});
    expect(options.TCP_MSS).toBe(1000);
    expect(options.TCP_WND).toBe(8000);
    expect(options.TCP_MAXRTX).toBe(3);
  });
});
