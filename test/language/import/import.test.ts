import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadScenario } from '../../../sim/run/load.js';
import { complaintOf } from '../failure.js';
import { temporaryFiles } from '../temporary-files.js';

const SDKCONFIG = `CONFIG_IDF_TARGET="esp32"
CONFIG_LWIP_MAX_SOCKETS=16
# CONFIG_LWIP_SO_LINGER is not set
CONFIG_FREERTOS_HZ=100
CONFIG_HTTPD_MAX_REQ_HDR_LEN=1024
`;
/** In the manner of ESP-IDF's port/include/lwipopts.h. */
const LWIPOPTS = `#define MEMP_MEM_MALLOC 1
#define MEMP_NUM_NETCONN CONFIG_LWIP_MAX_SOCKETS
#define TCP_WND CONFIG_LWIP_TCP_WND_DEFAULT
#ifdef CONFIG_LWIP_SO_LINGER
#define LWIP_SO_LINGER 1
#else
#define LWIP_SO_LINGER 0
#endif
#define TCP_SYN_RCVD_TIMEOUT (5 * 1000)
#define LWIP_DNS 1
`;
const scenario = (fields: string, profile = 'esp32-idf-v5.3', app = 'ws-echo'): string =>
  `device:\n  profile: ${profile}\n  apps: [${app}]\n  ${fields}\n`;

describe('imported configuration', () => {
  it('is taken as far as it matters; the scenario and --set win', () => {
    const folder = temporaryFiles({
      'conf/sdkconfig': SDKCONFIG,
      's.yaml': scenario(
        'sdkconfig: { from: conf/sdkconfig, CONFIG_LWIP_MAX_SOCKETS: 12 }\n  lwipopts: conf/lwipopts.h',
      ),
      'conf/lwipopts.h': LWIPOPTS,
    });
    const { device, configs } = loadScenario(join(folder, 's.yaml'), {
      set: ['sdkconfig.CONFIG_HTTPD_MAX_URI_LEN=99'],
    });
    expect(device.sdkconfig).toEqual({
      CONFIG_FREERTOS_HZ: 100,
      CONFIG_LWIP_MAX_SOCKETS: 12,
      CONFIG_LWIP_SO_LINGER: false,
      CONFIG_HTTPD_MAX_REQ_HDR_LEN: 1024,
      CONFIG_HTTPD_MAX_URI_LEN: 99,
    });
    expect(device.lwipopts).toEqual({ TCP_SYN_RCVD_TIMEOUT: 5000 });
    expect(configs?.map(({ ignored }) => ignored)).toEqual([
      [{ name: 'CONFIG_IDF_TARGET', reason: 'not modelled' }],
      [
        { name: 'MEMP_NUM_NETCONN', reason: 'set by Kconfig' },
        { name: 'TCP_WND', reason: 'set by Kconfig' },
        { name: 'LWIP_SO_LINGER', reason: 'set by Kconfig' },
        { name: 'LWIP_DNS', reason: 'not modelled' },
      ],
    ]);
  });

  it("takes the W800 SDK's prj.config, and its own lwipopts.h", () => {
    const folder = temporaryFiles({
      'prj.config':
        '#\n# HTTP\n#\nCONFIG_COMPONENT_HTTP_CLIENT_ENABLED=y\nCONFIG_COMPONENT_WEBSOCKET_ENABLED=y\nCONFIG_LWIP_TCP_MSS=1000\n# end of LWIP\n',
      'lwipopts.h':
        '#define TCP_WND (CONFIG_LWIP_TCP_WND_DEFAULT * CONFIG_LWIP_TCP_MSS) //(8 * TCP_MSS)\n#define MEMP_NUM_NETCONN 16\n#define LWIP_SO_LINGER 1\n',
      's.yaml': scenario('sdkconfig: prj.config\n  lwipopts: lwipopts.h', 'w800-sdk-2.4', 'lws-ws-server'),
    });
    const { device } = loadScenario(join(folder, 's.yaml'));
    expect(device.sdkconfig).toEqual({ CONFIG_COMPONENT_WEBSOCKET_ENABLED: true, CONFIG_LWIP_TCP_MSS: 1000 });
    expect(device.lwipopts).toEqual({ MEMP_NUM_NETCONN: 16 });
  });

  it('is relative to the file that names it, also when that one is extended', () => {
    const folder = temporaryFiles({
      'lib/sdkconfig': SDKCONFIG,
      'lib/base.yaml': `parameters: { config: sdkconfig }\n${scenario('sdkconfig: ./$(config)')}`,
      's.yaml': 'extends: lib/base.yaml\n',
    });
    expect(loadScenario(join(folder, 's.yaml')).device.sdkconfig).toMatchObject({
      CONFIG_LWIP_MAX_SOCKETS: 16,
    });
  });

  it.each([
    [
      'CONFIG_LWIP_MAX_SOCKETS=999',
      'sdkconfig:1:25 out-of-range: CONFIG_LWIP_MAX_SOCKETS: expected a whole number from 1 to 253, got 999',
    ],
    ['CONFIG_LWIP_MAX_SOCKETS=y', 'sdkconfig:1:25 wrong-type: CONFIG_LWIP_MAX_SOCKETS'],
    ['CONFIG_LWIP_MAX_SOCKETS="7"', 'sdkconfig:1:25 wrong-type'],
    [
      'CONFIG_FREERTOS_HZ=300',
      'sdkconfig:1:20 out-of-range: CONFIG_FREERTOS_HZ: expected one of 10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000, got 300',
    ],
    ['CONFIG_LWIP_TCPIP_CORE_LOCKING=y', 'sdkconfig:1:32 unsupported-value'],
    [
      '# CONFIG_LWIP_IPV6 is not set',
      'sdkconfig:1:3 unsupported-value: CONFIG_LWIP_IPV6: esp32-idf-v5.3 is modelled with y only',
    ],
    ['what\nCONFIG_A=y', 'sdkconfig:1:1 bad-config'],
  ])('%s can not be honoured', (line, complaint) => {
    const folder = temporaryFiles({ sdkconfig: `${line}\n`, 's.yaml': scenario('sdkconfig: ./sdkconfig') });
    expect(complaintOf(() => loadScenario(join(folder, 's.yaml')))).toContain(complaint);
  });

  it.each([
    [
      '#define MEMP_MEM_MALLOC 0',
      'lwipopts.h:1:25 unsupported-value: MEMP_MEM_MALLOC: esp32-idf-v5.3 is modelled with 1 only',
    ],
    ['#define TCP_MSS 9000', 'lwipopts.h:1:17 out-of-range: TCP_MSS'],
    ['#define TCP_MSS sizeof(x)', 'lwipopts.h:1:17 bad-config: TCP_MSS is no whole number'],
    ['#define TCP_QUEUE_OOSEQ 2', 'lwipopts.h:1:25 '],
    ['#if', 'lwipopts.h:1:4 bad-config: this condition is no whole number'],
  ])('%s can not be honoured', (line, complaint) => {
    const folder = temporaryFiles({
      'lwipopts.h': `${line}\n`,
      's.yaml': scenario('lwipopts: ./lwipopts.h'),
    });
    expect(complaintOf(() => loadScenario(join(folder, 's.yaml')))).toContain(complaint);
  });

  it('must be there', () => {
    expect(complaintOf(() => loadScenario({ text: scenario('sdkconfig: ./nowhere') }))).toContain(
      "4:14 unreadable: nowhere: can't read the file: no such file",
    );
    expect(complaintOf(() => loadScenario({ text: scenario('sdkconfig: { from: 7 }') }))).toContain(
      'unknown-option',
    );
  });

  it('however damaged, loads or ends in a positioned error', () => {
    const special = [
      ...Array.from('#=()"/*\\\n\u0000é'),
      '#if ',
      '#endif',
      'CONFIG_',
      '-',
      '0x',
      '/*',
      '99999999999999999999',
    ];
    const edit = fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom(...special));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, header) => {
        const text = edits.reduce(
          (t, [at, remove, insert]) => {
            const index = at % (t.length + 1);
            return t.slice(0, index) + insert + t.slice(index + remove);
          },
          header ? LWIPOPTS : SDKCONFIG,
        );
        const folder = temporaryFiles({ options: text });
        const key = header ? 'lwipopts' : 'sdkconfig';
        try {
          loadScenario({ text: scenario(`${key}: ${join(folder, 'options')}`) });
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          expect(error.diagnostics[0].position?.line).toBeGreaterThanOrEqual(1);
          expect(error.format()).not.toContain('undefined');
        }
      }),
      { numRuns: 300 },
    );
  });
});
