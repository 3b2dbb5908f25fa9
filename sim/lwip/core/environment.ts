/** What every part of the device's stack is given: the clock, the trace, the console, the machines. */

import type { Kernel } from '../../kernel/kernel.js';
import type { LifecycleRegistry } from '../../kernel/lifecycle.js';
import type { DeviceLog } from '../../kernel/log.js';
import type { Trace } from '../../kernel/trace.js';
import type { ResourceRegistry } from '../../resources/resource.js';
import type { Ipv4 } from '../../wire/segment.js';

export interface Environment {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly log: DeviceLog;
  readonly lifecycles: LifecycleRegistry;
  /** Where limited resources enter themselves; absent in unit tests. */
  readonly resources?: ResourceRegistry;
  /** Name of the client behind an address, for traces and reports; `?` when there is none. */
  readonly peerName: (ip: Ipv4) => string;
}
