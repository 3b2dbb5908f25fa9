/** Devices put together: what their options derive, what they count, what TLS costs them, which profiles there are. */

import { describe, expect, it } from 'vitest';

import { espLwipOptions } from '../../../firmware-model/devices/esp-lwip-options.js';
import { httpdKconfig } from '../../../firmware-model/devices/esp32.js';
import { releaseOf } from '../../../firmware-model/devices/profiles/esp-idf.js';
import { REGISTRY } from '../../../firmware-model/devices/registry.js';
import { tlsWork } from '../../../firmware-model/devices/tls-work.js';
import { withSecurity, w800KconfigProblems } from '../../../firmware-model/devices/w800-kconfig.js';
import { w800LwipOptions } from '../../../firmware-model/devices/w800-lwip-options.js';
import { traitsOf } from '../../../firmware-model/releases/index.js';
import { Cpu } from '../../../sim/kernel/cpu.js';
import { Kernel } from '../../../sim/kernel/kernel.js';
import { createDevice, FIRMWARE } from '../../../sim/run/firmware.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { certificateNamed } from '../../../sim/tls/certificates.js';

const INPUT = {
  release: 'v5.3.5',
  firmware: traitsOf('v5.3.5'),
  staticPools: false,
  sdkconfig: {},
  lwipopts: {},
  heapLimitBytes: Number.POSITIVE_INFINITY,
} as const;

describe('what lwIP derives', () => {
  it('its low-water marks and thresholds, from the sizes as they are set', () => {
    expect(espLwipOptions(INPUT)).toMatchObject({
      TCP_SND_BUF: 5760,
      TCP_SND_QUEUELEN: 16,
      TCP_SNDLOWAT: 2881,
      TCP_SNDQUEUELOWAT: 8,
      TCP_WND_UPDATE_THRESHOLD: 1440,
      LWIP_SOCKET_OFFSET: 54,
    });
    const small = { TCP_SND_BUF: 2880, TCP_WND: 40_000, MEMP_NUM_NETCONN: 4 };
    expect(espLwipOptions({ ...INPUT, lwipopts: small })).toMatchObject({
      TCP_SNDLOWAT: 2879,
      TCP_SND_QUEUELEN: 8,
      TCP_SNDQUEUELOWAT: 5,
      TCP_WND_UPDATE_THRESHOLD: 5760,
      LWIP_SOCKET_OFFSET: 60,
    });
  });

  it('the count of all pcbs, in releases that have it', () => {
    expect(espLwipOptions(INPUT).TCP_PCB_LIMIT).toBe(Number.POSITIVE_INFINITY);
    const old = { ...INPUT, release: 'v4.4.8', firmware: traitsOf('v4.4.8') } as const;
    expect(espLwipOptions(old).TCP_PCB_LIMIT).toBe(16);
  });

  it('pools, where they are static', () => {
    expect(espLwipOptions(INPUT).poolSizes).toBeUndefined();
    expect(espLwipOptions({ ...INPUT, staticPools: true }).poolSizes).toMatchObject({
      TCP_PCB: 8,
      NETCONN: 8,
    });
  });

  it('on the W800 under the names that its Kconfig has', () => {
    const options = w800LwipOptions({ CONFIG_LWIP_TCP_MSS: 1000 }, { TCP_SND_BUF: 3000 });
    expect(options).toMatchObject({
      TCP_MSS: 1000,
      TCP_SND_BUF: 3000,
      TCP_SNDLOWAT: 2001,
      TCP_OVERSIZE: 1000,
    });
    expect(options.optionNames).toMatchObject({ TCP_MSS: 'CONFIG_LWIP_TCP_MSS', backlog_conn: 'SOMAXCONN' });
    expect(options.optionNames).not.toHaveProperty('TCP_SND_BUF');
  });
});

describe('Kconfig of the server component', () => {
  it('is what is set, and what lwIP has', () => {
    const lwip = { MEMP_NUM_NETCONN: 12, DEFAULT_UDP_RECVMBOX_SIZE: 3 };
    expect(httpdKconfig(INPUT, { CONFIG_HTTPD_MAX_URI_LEN: 99 }, lwip)).toMatchObject({
      CONFIG_HTTPD_MAX_URI_LEN: 99,
      CONFIG_HTTPD_MAX_REQ_HDR_LEN: 512,
      CONFIG_LWIP_MAX_SOCKETS: 12,
      CONFIG_LWIP_UDP_RECVMBOX_SIZE: 3,
    });
  });
});

describe('Kconfig of the W800', () => {
  it('is told of device.tls by the app', () => {
    const sdkconfig = { CONFIG_LWIP_TCP_MSS: 1000 };
    expect(withSecurity({ app: 'lws-ws-server', sdkconfig })).toBe(sdkconfig);
    const server = withSecurity({ app: 'lws-ws-server', sdkconfig, tls: { port: 444 } });
    expect(server).toMatchObject({ CONFIG_EXAMPLE_PORT: 444, CONFIG_LWIP_TCP_MSS: 1000 });
    expect(Object.values(server)).toContain(true);
    const client = withSecurity({ app: 'lws-ws-client', sdkconfig, tls: {} });
    expect(client).toMatchObject({ CONFIG_EXAMPLE_SERVER_URL: 'wss://192.168.4.100:9000/' });
  });

  it('complains of names that it does not have', () => {
    expect(w800KconfigProblems({}, 'lws-ws-server')).toEqual([]);
    const [problem] = w800KconfigProblems({ CONFIG_NO_SUCH: 1 }, 'lws-ws-server');
    expect(problem).toMatchObject({ option: 'CONFIG_NO_SUCH' });
  });
});

describe('the work of TLS', () => {
  function spentUs(certificate: string, work: 'sign' | 'key-share' | 'record', ecdhMs: number): number {
    const kernel = new Kernel(10_000);
    const costs = {
      sign_ec: 700,
      sign_rsa: 9000,
      key_share: 400,
      record: 50,
      cipher_bytes_per_second: 1_000_000,
    };
    const charge = tlsWork({ kernel, cpu: new Cpu(kernel, costs) }, certificateNamed(certificate), ecdhMs);
    let endUs = -1;
    kernel.spawn(
      'task',
      1,
      (function* () {
        yield* charge(work, 300);
        endUs = kernel.nowUs;
      })(),
    );
    kernel.run(1_000_000);
    return endUs;
  }

  it('is charged by the kind of the key, and a record by its bytes too', () => {
    expect(spentUs('ec-p256', 'sign', 0)).toBe(700);
    expect(spentUs('rsa-2048', 'sign', 0)).toBe(9000);
    expect(spentUs('rsa-2048', 'record', 0)).toBe(350);
  });

  it('sleeps whole ticks instead for ECDH that has a time of its own', () => {
    expect(spentUs('ec-p256', 'key-share', 0)).toBe(400);
    expect(spentUs('ec-p256', 'key-share', 25)).toBe(30_000);
    expect(spentUs('ec-p256', 'sign', 25)).toBe(700);
  });
});

describe('profiles', () => {
  it('have names of their own, the default first, and each release of ESP-IDF one', () => {
    const names = REGISTRY.profiles.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('esp32-idf-v5.3');
    const byName = (name: string) => releaseOf(REGISTRY.profiles.find((one) => one.name === name)!);
    expect(byName('esp32-idf-v5.3')).toBe('v5.3.5');
    expect(byName('esp32-idf-v5.1.2')).toBe('v5.1.2');
    expect(byName('w800-sdk-2.4')).toBeUndefined();
  });

  it('have applications of their family alone, each with a name of its own', () => {
    const names = FIRMWARE.apps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const family of new Set(FIRMWARE.profiles.map((one) => one.family)))
      expect(FIRMWARE.apps.some((app) => app.family === family)).toBe(true);
  });

  it('build no application that there is not', () => {
    const { device } = loadScenario({ text: 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }' });
    const simulation = new Simulation(
      loadScenario({ text: 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }' }),
    );
    const build = () =>
      createDevice(
        simulation as never,
        { ...device, apps: ['no-such'] },
        { output: () => undefined, heapCounts: false },
      );
    expect(build).toThrow('unknown application');
  });
});

describe('a device', () => {
  function counts(device: string, heapRecords = false): Record<string, number> {
    const text = `device: { ${device} }\nuntil: 2s\ntimeline: [{ at: 1s, client: c1, do: connect }]`;
    const simulation = new Simulation(loadScenario({ text }), { heapRecords });
    simulation.run();
    const values: number[] = [];
    simulation.device.readCounts(values);
    return Object.fromEntries(simulation.device.countNames.map((name, i) => [name, values[i]!]));
  }

  it('counts sockets, netconns, pcbs, and the sessions of each server', () => {
    expect(counts('profile: esp32-idf-v5.3, apps: [ws-echo]')).toEqual({
      sockets: 4,
      netconn: 4,
      tcp_active: 1,
      tcp_tw: 0,
      tcp_listen: 1,
      sessions: 1,
    });
    expect(counts('profile: esp32-idf-v5.3, apps: [two], app_settings: { ctrl_port2: 32769 }')).toMatchObject(
      {
        tcp_listen: 2,
        sessions: 1,
        sessions2: 0,
      },
    );
  });

  it('counts its heap when it is asked to: that of the system at least', () => {
    const plain = counts('profile: esp32-idf-v5.3, apps: [ws-echo]', true);
    expect(plain['heap']).toBeGreaterThan(3584 + 352);
    const more = counts('profile: esp32-idf-v5.3, apps: [ws-echo], extra_sockets: 2', true);
    expect(more['heap']).toBeGreaterThan(plain['heap']!);
    expect(more['sockets']).toBe(6);
  });

  it('has no sessions on the W800', () => {
    expect(counts('profile: w800-sdk-2.4, apps: [lws-ws-server]')).toMatchObject({
      tcp_active: 1,
      tcp_tw: 0,
    });
    expect(counts('profile: w800-sdk-2.4, apps: [lws-ws-server]')).not.toHaveProperty('sessions');
  });
});
