/**
 * The ESP32 with ESP-IDF: a profile for every release, `esp32-idf-v5.5.5`, and for the newest patch of each branch,
 * `esp32-idf-v5.5`; and `lwip-pools`, the same server on lwIP with static pools.
 */

import type { LineBytes } from '../../../sim/kernel/console-uart.js';
import { espLineBytes } from '../console-bytes.js';
import type {
  FirmwareOption,
  Lack,
  LogLevels,
  OptionProblem,
  OptionValue,
  OptionValues,
} from '../../../sim/document/firmware.js';
import type { AppFactory, AppSettings } from '../../apps/frame/app.js';
import { HTTPD_DEFAULT_CONFIG } from '../../esp-http-server/index.js';
import { ModelError } from '../../../sim/kernel/errors.js';
import {
  DIFFERENCES,
  NEWEST,
  rangeText,
  RELEASES,
  TRACED,
  traitsOf,
  type DifferenceName,
  type FirmwareTraits,
  type Tag,
} from '../../releases/index.js';
import { Esp32Device, esp32TickUs } from '../esp32.js';
import { espFixedRows } from '../options/esp-fixed.js';
import { ESP_LOG_ROWS, espLogLevels, espLogProblems } from '../options/esp-log.js';
import { ESP_HTTPD_ROWS, FREERTOS_HZ } from '../options/esp-httpd.js';
import { ESP_LWIP_ROWS, ESP_POOL_ROWS } from '../options/esp-lwip.js';
import { ESP_CERTIFICATE } from '../esp32-tls.js';
import { ESP_TLS_ROWS } from '../options/esp-tls.js';
import { definedOnly, optionsOf, type Build, type Row } from '../options/row.js';
import { ESP_APPS } from './esp-apps.js';
import type { DeviceProfile, DeviceConfig, DeviceWiring } from './profile.js';

/** Sockets that esp_http_server needs for itself. */
const INTERNAL_SOCKETS = 3;

/** Keys under `device` that not every release has. */
const KEYS: readonly (readonly [key: readonly string[], needs: DifferenceName])[] = [
  [['httpd', 'max_req_hdr_len'], 'growingScratch'],
  [['httpd', 'max_uri_len'], 'growingScratch'],
  [['httpd', 'enable_so_linger'], 'lingersOnClose'],
  [['httpd', 'linger_timeout'], 'lingersOnClose'],
  [['ws', 'supported_subprotocol'], 'subprotocols'],
  [['ws', 'handle_ws_control_frames'], 'controlFramesToHandler'],
];

/** What tells one of these profiles from another. */
interface EspParts extends Required<Build> {
  readonly name: string;
  readonly about: string;
  readonly firmware: string;
  /** The documented log of v4.2 was made on two cores. */
  readonly startsOnOtherCore?: true;
}

function rowsOf({ staticPools }: Build): readonly Row<OptionValue>[] {
  return [
    ...Object.values(ESP_LWIP_ROWS),
    ...Object.values(ESP_POOL_ROWS),
    ...Object.values(ESP_HTTPD_ROWS),
    ...Object.values(ESP_TLS_ROWS),
    FREERTOS_HZ,
    ...ESP_LOG_ROWS,
    ...espFixedRows(staticPools),
  ] as readonly Row<OptionValue>[];
}

/** What handlers of a scenario's own can't do without. */
const HANDLER_WORDS: readonly (readonly [word: string, needs: DifferenceName])[] = [
  ['ANY', 'anyMethod'],
  ['async', 'asyncRequests'],
];

/** Words of handlers that are libwebsockets's. */
const LWS_WORDS: readonly (readonly [word: string, why: string])[] = [
  ['on', 'esp_http_server has one handler for a request, which may wait; libwebsockets has callbacks'],
  ['rx_buffer_size', 'it is a size of libwebsockets’s protocols'],
  ['tx_packet_size', 'it is a size of libwebsockets’s protocols'],
  ['callback_on_writable', 'send and ws_send wait for room themselves there'],
  ['again', 'a handler may wait there: repeat'],
  ['timer', 'a handler may wait there: delay'],
  ['rx_flow', 'it is libwebsockets’s'],
  ['close_reason', 'esp_http_server sends no CLOSE frame of its own'],
  ['cancel_service', 'it is libwebsockets’s: queue_work'],
  ['limit', 'httpd.max_open_sockets is the limit there'],
];

function lacksOf(traits: FirmwareTraits): Lack[] {
  const why = (needs: DifferenceName): string =>
    `${DIFFERENCES[needs].title} (${rangeText(DIFFERENCES[needs])})`;
  return [
    ...ESP_APPS.flatMap(({ name, needs }) =>
      needs === undefined || traits[needs] ? [] : [{ key: { app: name }, why: why(needs) }],
    ),
    ...HANDLER_WORDS.flatMap(([handler, needs]) =>
      traits[needs] ? [] : [{ key: { handler }, why: why(needs) }],
    ),
    ...LWS_WORDS.map(([handler, why]) => ({ key: { handler }, why })),
    ...KEYS.flatMap(([key, needs]) => (traits[needs] ? [] : [{ key, why: why(needs) }])),
  ];
}

function evidenceOf(release: Tag): string {
  return TRACED.includes(release)
    ? 'traced: compared with traces of the real code'
    : 'read: each difference of this release was read in its source, none was traced';
}

/** With its own eight netconns a pool build has room for five sessions, not for HTTPD_DEFAULT_CONFIG's seven. */
function defaultSessions(
  { staticPools }: Build,
  setup: DeviceConfig,
): { readonly max_open_sockets?: number } {
  const isSet = 'MEMP_NUM_NETCONN' in setup.lwipopts || 'CONFIG_LWIP_MAX_SOCKETS' in setup.sdkconfig;
  if (!staticPools || isSet) return {};
  return { max_open_sockets: ESP_LWIP_ROWS.MEMP_NUM_NETCONN.poolsInitial - INTERNAL_SOCKETS };
}

class EspIdfProfile implements DeviceProfile {
  readonly family = 'esp-http-server';
  readonly name: string;
  readonly about: string;
  readonly firmware: string;
  readonly evidence: string;
  readonly release: Tag;
  // What follows from the release is found out when it is asked for: there are fifty profiles, and a run has one.
  private resolved: readonly FirmwareOption[] | undefined;
  private knownTraits: FirmwareTraits | undefined;
  private knownLacks: readonly Lack[] | undefined;

  constructor(private readonly parts: EspParts) {
    this.name = parts.name;
    this.about = parts.about;
    this.firmware = parts.firmware;
    this.release = parts.release;
    this.evidence = evidenceOf(parts.release);
  }

  private get traits(): FirmwareTraits {
    return (this.knownTraits ??= traitsOf(this.release));
  }

  get lacks(): readonly Lack[] {
    return (this.knownLacks ??= lacksOf(this.traits));
  }

  get options(): readonly FirmwareOption[] {
    return (this.resolved ??= optionsOf(rowsOf(this.parts), this.parts));
  }

  readonly certificate = ESP_CERTIFICATE;

  get httpd(): Readonly<Record<string, unknown>> {
    const pools = this.parts.staticPools ? { max_open_sockets: 5 } : {};
    return { ...HTTPD_DEFAULT_CONFIG(), ...pools };
  }

  problems(sdkconfig: Readonly<Record<string, OptionValue | undefined>>): readonly OptionProblem[] {
    return espLogProblems(sdkconfig);
  }

  logLevels(sdkconfig: OptionValues): LogLevels | undefined {
    return espLogLevels(sdkconfig);
  }

  tickUs(sdkconfig: Readonly<Record<string, OptionValue>>): number {
    return esp32TickUs(sdkconfig);
  }

  lineBytes(tickUs: number): LineBytes {
    return espLineBytes(tickUs);
  }

  create(
    env: ConstructorParameters<typeof Esp32Device>[0],
    setup: DeviceConfig,
    wiring: DeviceWiring,
  ): Esp32Device {
    const { release, staticPools, startsOnOtherCore = false } = this.parts;
    const apps = setup.apps.map((name) => {
      const own = setup.userApps?.get(name) as AppFactory | undefined;
      const make = own ?? ESP_APPS.find((one) => one.name === name)?.make;
      if (make === undefined) throw new ModelError('unknown application', { name });
      return make;
    });
    return new Esp32Device(
      env,
      {
        ...setup,
        release,
        staticPools,
        startsOnOtherCore,
        firmware: Object.assign({}, this.traits, setup.traits),
        apps,
        ws: definedOnly(setup.ws),
        settings: definedOnly(setup.appSettings) as AppSettings,
        httpdDefaults: defaultSessions(this.parts, setup),
        httpd: definedOnly(setup.httpd),
        heapLimitBytes: setup.heapLimitBytes ?? Number.POSITIVE_INFINITY,
        heapCounts: wiring.heapCounts,
        realTls: wiring.realTls,
      },
      wiring.output,
    );
  }
}

/** The profile of a release, under its own name or its branch's. */
function profileOf(name: string, release: Tag): DeviceProfile {
  return new EspIdfProfile({
    name: `esp32-idf-${name}`,
    about: `ESP32, ESP-IDF ${release}: esp_http_server on esp-lwip`,
    firmware: `ESP-IDF ${release}`,
    release,
    staticPools: false,
    ...(release === 'v4.2' ? { startsOnOtherCore: true } : {}),
  });
}

const POOLS_RELEASE: Tag = 'v5.3.5';

/** lwIP with static pools. */
export const LWIP_POOLS: DeviceProfile = new EspIdfProfile({
  name: 'lwip-pools',
  about: 'the same server on lwIP with static pools (MEMP_MEM_MALLOC 0)',
  firmware: `ESP-IDF ${POOLS_RELEASE}, MEMP_MEM_MALLOC 0`,
  release: POOLS_RELEASE,
  staticPools: true,
});

/** The branch that stands first in lists. */
const DEFAULT_BRANCH: Tag = 'v5.3';

const BRANCHES: readonly DeviceProfile[] = [...NEWEST].map(([branch, newest]) => profileOf(branch, newest));
const BY_RELEASE = RELEASES.filter((tag) => !NEWEST.has(tag) || NEWEST.get(tag) !== tag);

/** Profiles by branch (the default first), then by release. A release of a branch's name is `….0`. */
export const ESP_IDF_PROFILES: readonly DeviceProfile[] = [
  ...BRANCHES.filter(({ name }) => name.endsWith(DEFAULT_BRANCH)),
  ...BRANCHES.filter(({ name }) => !name.endsWith(DEFAULT_BRANCH)),
  ...BY_RELEASE.map((tag) => profileOf(NEWEST.has(tag) ? `${tag}.0` : tag, tag)),
];

/** The release that a profile stands for; undefined for firmware without releases. */
export function releaseOf(profile: DeviceProfile): Tag | undefined {
  return profile instanceof EspIdfProfile ? profile.release : undefined;
}
