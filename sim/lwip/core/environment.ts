/** What every part of the device's stack is given: the clock, the trace, the console, the machines. */

import type { Cpu } from '../../kernel/cpu.js';
import type { DeviceLog } from '../../kernel/log.js';
import type { ResourceHome } from '../../resources/resource.js';
import type { Ipv4 } from '../../wire/segment.js';

export interface Environment extends ResourceHome {
  readonly log: DeviceLog;
  /** Charges CPU time; absent: code takes no time. @internal */
  readonly cpu?: Cpu | undefined;
  /** Name of the client behind an address, for traces and reports; `?` when there is none. */
  readonly peerName: (ip: Ipv4) => string;
  /** Address of a client by its name; absent where there are no clients. */
  readonly addressOf?: (client: string) => Ipv4;
}
