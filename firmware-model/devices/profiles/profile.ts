/** What a profile is: one object that says what a device is, what it takes and how it is built. */

import type { DeviceTls, HeapCounting } from '../../../sim/document/device-tls.js';
import type { LineBytes } from '../../../sim/kernel/console-uart.js';
import type { OptionValue, Profile, UserAppFactory } from '../../../sim/document/firmware.js';
import type { Environment } from '../../../sim/lwip/core/environment.js';
import type { SegmentOutput } from '../../../sim/lwip/stack.js';
import type { RealTls } from '../../../sim/tls/real/real-tls.js';
import type { WebsocketOverrides } from '../../apps/frame/app.js';
import type { httpd_config_t } from '../../esp-http-server/index.js';
import type { FirmwareTraits } from '../../releases/index.js';
import type { Device } from '../device.js';
import type { OptionOverrides } from '../options/row.js';

/** What a scenario says about its device. */
export interface DeviceConfig {
  readonly profile: string;
  readonly apps: readonly string[];
  /** Applications that are modules of the user's, by their entry in `apps`. */
  readonly userApps?: ReadonlyMap<string, UserAppFactory>;
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  readonly httpd: { readonly [K in keyof httpd_config_t]?: httpd_config_t[K] | undefined };
  readonly ws: { readonly [K in keyof WebsocketOverrides]?: WebsocketOverrides[K] | undefined };
  readonly appSettings: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly extraSockets: number;
  readonly heapLimitBytes: number | undefined;
  readonly workerPriority: number | undefined;
  readonly tls?: DeviceTls;
  readonly heap?: HeapCounting;
  /** Single ways of another release, to tell what a difference between two of them does. */
  readonly traits?: Partial<FirmwareTraits>;
}

/** How the device is connected to the run. */
export interface DeviceWiring {
  /** Takes the segments that it sends. */
  readonly output: SegmentOutput;
  /** `res` records carry `heap`. */
  readonly heapCounts: boolean;
  /** TLS of real clients; absent where there are none. */
  readonly realTls?: RealTls | undefined;
}

/** A profile with what it takes to run it. */
export interface DeviceProfile extends Profile {
  /** Name of the certificate of its server examples. */
  readonly certificate: string;
  /** Length of the RTOS tick, microseconds. */
  tickUs(sdkconfig: Readonly<Record<string, OptionValue>>): number;
  /** How long a line of its log is on the UART. */
  lineBytes(tickUs: number): LineBytes;
  /** Builds the device of a scenario. */
  create(env: Environment, setup: DeviceConfig, wiring: DeviceWiring): Device;
}
