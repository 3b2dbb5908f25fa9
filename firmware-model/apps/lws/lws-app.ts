/**
 * What an application on the W800 is, and what it is given: an SDK example program, written against libwebsockets's C
 * names.
 */

import type { Cpu } from '../../../sim/kernel/cpu.js';
import type { DeviceLog } from '../../../sim/kernel/log.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { Ipv4 } from '../../../sim/wire/segment.js';
import type { AppSettings } from '../frame/app.js';
import type { LwsContextCreationInfo } from '../../libwebsockets/wsi/wsi.js';
import type { LwsContext, LwsPlatform } from '../../libwebsockets/index.js';
import type { W800Kconfig } from '../../devices/w800-kconfig.js';

/** What a TLS client puts into its connect info, and how often it connects again. */
export interface SecureClient {
  readonly flags: number;
  readonly host: string | undefined;
  readonly alpn: string | undefined;
  readonly reconnects: number;
}

/** The device as an application sees it. */
export interface W800App {
  readonly platform: LwsPlatform;
  readonly kconfig: W800Kconfig;
  /** What the examples built with security add to the context's creation info. */
  readonly security: Pick<
    LwsContextCreationInfo,
    'tls' | 'client_tls' | 'simultaneous_ssl_restriction' | 'simultaneous_ssl_handshake_restriction'
  >;
  /** What the websocket client built with security connects with; undefined: a plain client. */
  readonly secureClient: SecureClient | undefined;
  /** Name of the websocket server's protocol (`app_settings.protocol`); undefined: the example's own. */
  readonly protocol: string | undefined;
  /** `device.app_settings`. */
  readonly settings: AppSettings;
  /** Charges CPU time; absent: code takes no time. */
  readonly cpu?: Cpu | undefined;
  /** Address of a client by its name. */
  readonly addressOf?: ((client: string) => Ipv4) | undefined;
  /** Told of the context that the application has created, for inspection. */
  contextCreated(context: LwsContext): void;
}

/** `main()` of an example program. */
export type W800Main = (app: W800App) => Blocking<void>;

/** `wm_log_…` with the examples' tag. */
export class WmLog {
  private static readonly TAG = 'example_lws';

  constructor(private readonly log: DeviceLog) {}

  info(text: string): void {
    this.log.i(WmLog.TAG, text);
  }

  error(text: string): void {
    this.log.e(WmLog.TAG, text);
  }
}

/** `wifi_init_sta` of the examples; the simulated network is there at once. */
export function wifi_init_sta(log: WmLog): void {
  log.info('wifi station start success, network is ready!');
}
