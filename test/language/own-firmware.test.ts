import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { FirmwareRegistry } from '../../sim/document/firmware.js';
import { explain } from '../../sim/explain/explain.js';
import { scenarioJsonSchema } from '../../sim/language/json-schema.js';
import { NODE_FILES } from '../../sim/node/node-files.js';
import { loadScenario } from '../../sim/language/load.js';
import { allKeys } from '../../sim/language/schema-keys.js';
import { scenarioSchema } from '../../sim/language/schema.js';
import { FIRMWARE } from '../../sim/run/firmware.js';
import { temporaryFiles } from './temporary-files.js';

/** A device that firmware-model does not have, with one option of its own. */
const LAMP: FirmwareRegistry = {
  profiles: [
    {
      name: 'lamp',
      family: 'esp-http-server',
      about: 'A lamp.',
      firmware: 'lamp-os',
      evidence: 'made up',
      options: [
        {
          kconfig: {
            name: 'CONFIG_LAMP_SOCKETS',
            type: { kind: 'int', min: 1, max: 3 },
            initial: 2,
          },
          about: 'Sockets of the lamp.',
          source: 'lamp.c',
        },
      ],
      lacks: [],
      problems: () => [],
    },
  ],
  apps: [{ name: 'shine', family: 'esp-http-server', about: 'Shines.', tlsKeys: [] }],
  callbacks: [],
  lines: [{ text: 'lamp is hot', about: 'Let it cool.', source: 'lamp.c' }],
  releasesOfLine: () => [],
  cpuPresets: [],
  userApp: () => () => undefined,
  handlersApp: () => () => undefined,
};

const DEVICE = 'profile: lamp, apps: [shine]';
const load = (device: string): unknown =>
  loadScenario(LAMP, { file: 'lamp.yaml', text: `device: { ${device} }` }).device;

describe('a registry of firmware that is handed over', () => {
  it('is the one that scenarios are checked with', () => {
    expect(load(`${DEVICE}, sdkconfig: { CONFIG_LAMP_SOCKETS: 3 }`)).toMatchObject({
      profile: 'lamp',
      sdkconfig: { CONFIG_LAMP_SOCKETS: 3 },
    });
    expect(() => load(`${DEVICE}, sdkconfig: { CONFIG_LAMP_SOCKETS: 4 }`)).toThrow('from 1 to 3');
    expect(() => load('profile: esp32-idf-v5.3, apps: [ws-echo]')).toThrow('unknown profile');
    expect(() => loadScenario(FIRMWARE, { file: 'lamp.yaml', text: `device: { ${DEVICE} }` })).toThrow(
      'unknown profile',
    );
  });

  it('is the one whose files of options are read', () => {
    const folder = temporaryFiles({ sdkconfig: 'CONFIG_LAMP_SOCKETS=1\nCONFIG_LWIP_MAX_SOCKETS=7\n' });
    const sdkconfig = join(folder, 'sdkconfig');
    const { device, configs } = loadScenario(LAMP, {
      file: 'lamp.yaml',
      files: NODE_FILES,
      text: `device: { ${DEVICE}, sdkconfig: ${JSON.stringify(sdkconfig)} }`,
    });
    expect(device.sdkconfig).toEqual({ CONFIG_LAMP_SOCKETS: 1 });
    expect(configs?.[0]?.ignored).toEqual([{ name: 'CONFIG_LWIP_MAX_SOCKETS', reason: 'not modelled' }]);
  });

  it('is the one that is explained', () => {
    expect(explain(LAMP, 'CONFIG_LAMP_SOCKETS')?.join('\n')).toContain('Sockets of the lamp.');
    expect(explain(LAMP, 'lamp')?.join('\n')).toContain('A lamp.');
    expect(explain(LAMP, 'lamp is hot')?.join('\n')).toContain('Let it cool.');
    expect(explain(FIRMWARE, 'lamp is hot')).toBeUndefined();
    expect(explain(LAMP, 'CONFIG_LWIP_MAX_SOCKETS')).toBeUndefined();
  });

  it('has its own schema and keys, made once', () => {
    const { properties } = scenarioJsonSchema(LAMP) as { properties: { device: object } };
    const options = JSON.stringify(properties.device).match(/"CONFIG_\w+":/g);
    expect(options).toEqual(['"CONFIG_LAMP_SOCKETS":']);
    const paths = allKeys(LAMP).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('device.sdkconfig.'))).toEqual([
      'device.sdkconfig.CONFIG_LAMP_SOCKETS',
    ]);
    expect(scenarioSchema(LAMP)).toBe(scenarioSchema(LAMP));
    expect(scenarioSchema(LAMP)).not.toBe(scenarioSchema(FIRMWARE));
  });
});
