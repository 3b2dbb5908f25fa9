/**
 * The option tables: every option that scenarios may set reaches the model, under both of its names, and the model reads
 * it. What changes nothing says so, and changes nothing.
 */

import { espLogLevels } from '../../../firmware-model/devices/options/esp-log.js';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { espTlsServerConfig } from '../../../firmware-model/devices/esp32-tls.js';
import { esp32TickUs, httpdKconfig } from '../../../firmware-model/devices/esp32.js';
import { espLwipOptions } from '../../../firmware-model/devices/esp-lwip-options.js';
import { ESP_HTTPD_ROWS, FREERTOS_HZ } from '../../../firmware-model/devices/options/esp-httpd.js';
import { ESP_LWIP_ROWS, ESP_POOL_ROWS } from '../../../firmware-model/devices/options/esp-lwip.js';
import type { OptionOverrides, Row } from '../../../firmware-model/devices/options/row.js';
import { W800_LWIP_ROWS } from '../../../firmware-model/devices/options/w800.js';
import { resolveW800Kconfig } from '../../../firmware-model/devices/w800-kconfig.js';
import { w800LwipOptions } from '../../../firmware-model/devices/w800-lwip-options.js';
import { REGISTRY } from '../../../firmware-model/devices/registry.js';
import { traitsOf, type Tag } from '../../../firmware-model/releases/index.js';
import type { DeviceTls } from '../../../sim/document/device-tls.js';
import { Kernel } from '../../../sim/kernel/kernel.js';
import type { FirmwareOption, OptionName, OptionValue } from '../../../sim/document/firmware.js';

const RELEASE: Record<string, Tag> = {
  'esp32-idf-v4.2': 'v4.2',
  'esp32-idf-v4.4': 'v4.4.8',
  'esp32-idf-v5.3': 'v5.3.5',
  'esp32-idf-v5.5': 'v5.5.5',
  'lwip-pools': 'v5.3.5',
};

/** A device whose application wants TLS session tickets. */
const DEVICE_TLS: DeviceTls = {
  port: undefined,
  certificate: undefined,
  keyExchangeBytes: [],
  sessionTickets: true,
  sessionRestriction: 0,
  handshakeRestriction: 0,
  ecdhMs: 0,
  client: {
    allowSelfSigned: true,
    root: 'root-ec',
    flags: undefined,
    host: undefined,
    alpn: undefined,
    reconnects: 0,
    clock: undefined,
  },
};

/** All but what its own options are called, which says how a value was given. */
function isDecided(key: string, value: unknown): unknown {
  return key === 'optionNames' ? undefined : value;
}

/** Everything that the options decide on a device. */
function decided(profile: string, sdkconfig: OptionOverrides, lwipopts: OptionOverrides): string {
  const release = RELEASE[profile];
  if (release === undefined) {
    const kconfig = resolveW800Kconfig(sdkconfig, 'lws-ws-server');
    const switches = ['CONFIG_LWIP_TCP', 'CONFIG_LWIP_ENABLE_IPV6', 'CONFIG_WEBSOCKET_SECURITY'];
    return JSON.stringify(
      [
        w800LwipOptions(sdkconfig, lwipopts),
        switches.map((name) => kconfig.flag(name)),
        kconfig.int('CONFIG_EXAMPLE_PORT'),
      ],
      isDecided,
    );
  }
  const build = { release, staticPools: profile === 'lwip-pools' };
  const lwip = espLwipOptions({
    ...build,
    firmware: traitsOf(release),
    sdkconfig,
    lwipopts,
    heapLimitBytes: Number.POSITIVE_INFINITY,
  });
  const { build: tls, tickets } = espTlsServerConfig(
    { kernel: new Kernel(10_000) },
    DEVICE_TLS,
    build,
    sdkconfig,
  );
  return JSON.stringify(
    [
      lwip,
      httpdKconfig(build, sdkconfig, lwip),
      esp32TickUs(sdkconfig),
      tls,
      tickets,
      espLogLevels(sdkconfig),
    ],
    isDecided,
  );
}

/** Another value that a name takes. */
function otherValue({ type, initial }: OptionName): OptionValue {
  if (type.kind === 'bool') return initial !== true;
  if (type.only !== undefined) return type.only.find((value) => value !== initial)!;
  return initial === type.min ? type.max : type.min;
}

/** Switches of the W800 that the model takes in one position only: Kconfig's own check refuses the other. */
function isRefused(profile: string, sdkconfig: OptionOverrides): boolean {
  return (
    REGISTRY.profiles.find(({ name }) => name === profile)!.problems(sdkconfig, 'lws-ws-server').length > 0
  );
}

const PROFILES = [...Object.keys(RELEASE), 'w800-sdk-2.4'];
const optionsOf = (profile: string): readonly FirmwareOption[] =>
  REGISTRY.profiles.find(({ name }) => name === profile)!.options.filter(({ fixed }) => fixed === undefined);

describe.each(PROFILES)('the options of %s', (profile) => {
  const before = decided(profile, {}, {});

  it('decide something, or say why not', () => {
    for (const { kconfig, lwip, needs, withoutEffect } of optionsOf(profile)) {
      for (const [name, map] of [
        [kconfig, 'sdkconfig'],
        [lwip, 'lwipopts'],
      ] as const) {
        if (name === undefined) continue;
        const given = needs === undefined ? {} : { [needs]: true };
        const set = { ...given, [name.name]: otherValue(name) };
        if (map === 'sdkconfig' && isRefused(profile, set)) continue;
        const after = map === 'sdkconfig' ? decided(profile, set, {}) : decided(profile, {}, set);
        const without = needs === undefined ? before : decided(profile, given, {});
        expect(`${name.name} ${after === without ? 'changes nothing' : 'counts'}`).toBe(
          `${name.name} ${withoutEffect === undefined ? 'counts' : 'changes nothing'}`,
        );
      }
    }
  });

  it('have initial values that are what the model has without them', () => {
    for (const { kconfig, lwip } of optionsOf(profile)) {
      if (kconfig && !isRefused(profile, { [kconfig.name]: kconfig.initial }))
        expect([kconfig.name, decided(profile, { [kconfig.name]: kconfig.initial }, {})]).toEqual([
          kconfig.name,
          before,
        ]);
      if (lwip)
        expect([lwip.name, decided(profile, {}, { [lwip.name]: lwip.initial })]).toEqual([lwip.name, before]);
    }
  });
});

/** Source of the model without the tables and the types of options. */
function modelSource(): string {
  const isModel = (file: string): boolean =>
    file.endsWith('.ts') && !/devices\/|core\/options\.ts|kconfig\.ts/.test(file);
  return ['sim/lwip', 'sim/kernel', 'firmware-model']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter(isModel)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

describe('the model', () => {
  const source = modelSource();

  it.each([...Object.keys(ESP_LWIP_ROWS), ...Object.keys(W800_LWIP_ROWS), ...Object.keys(ESP_POOL_ROWS)])(
    'reads %s',
    (field) => {
      expect(source).toMatch(new RegExp(`\\b${field}\\b`));
    },
  );

  it('reads the component options', () => {
    const kconfig = readFileSync('firmware-model/esp-http-server/server/kconfig.ts', 'utf8');
    const unread = Object.keys(ESP_HTTPD_ROWS).filter((name) => !`${source}${kconfig}`.includes(name));
    expect(unread).toEqual([]);
  });

  it('has each name once', () => {
    const rows: readonly Row<OptionValue>[] = [
      ...Object.values(ESP_LWIP_ROWS),
      ...Object.values(ESP_POOL_ROWS),
      ...Object.values(ESP_HTTPD_ROWS),
      FREERTOS_HZ,
    ] as readonly Row<OptionValue>[];
    const names = rows.flatMap(({ lwip, kconfig }) => [lwip, kconfig].filter((name) => name !== undefined));
    expect(names).toEqual([...new Set(names)]);
  });
});
