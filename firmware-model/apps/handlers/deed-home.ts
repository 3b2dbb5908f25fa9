/** The device, as the deeds of handlers need it, whatever its firmware. */

import type { Cpu } from '../../../sim/kernel/cpu.js';
import type { DeviceLog } from '../../../sim/kernel/log.js';
import type { SocketApi } from '../../../sim/lwip/sockets/socket-api.js';
import type { Ipv4 } from '../../../sim/wire/segment.js';
import type { RtosHome } from '../frame/app.js';

/** Tag of handlers' log lines. */
export const TAG = 'handlers';

/** The device, as these deeds need it. */
export interface DeedHome extends RtosHome {
  readonly log: DeviceLog;
  readonly sockets: SocketApi;
  readonly cpu?: Cpu | undefined;
  readonly addressOf?: ((client: string) => Ipv4) | undefined;
}
