/**
 * Other users of the device's sockets: each is a task of its own beside the server.
 *
 * Sources of priorities and stacks: espressif/esp-mqtt mqtt_config.h (5, 6144), espressif/mdns Kconfig
 * (CONFIG_MDNS_TASK_PRIORITY 1, stack 4096), ESP-IDF main task 3584 for what applications start themselves. SNTP, DNS and
 * DHCP take raw pcbs and no sockets, so they are no presets.
 */

import type { Kernel } from '../../sim/kernel/kernel.js';
import type { DeviceLog } from '../../sim/kernel/log.js';
import type { Blocking } from '../../sim/kernel/task.js';
import type { LwipStack } from '../../sim/lwip/stack.js';
import type { Ipv4 } from '../../sim/wire/segment.js';
import { TASK_CONTROL_BLOCK_BYTES } from '../esp-http-server/index.js';
import { holderTask, mdnsTask } from './holder.js';
import { mqttTask } from './mqtt.js';
import { otaTask, uploaderTask } from './transfer.js';
import type { SocketUser, SocketUserKind } from '../../sim/document/socket-users.js';
import type { UserContext } from './user-task.js';

/** What the users are given. */
export interface SocketUsersHome {
  readonly kernel: Kernel;
  readonly log: DeviceLog;
  readonly stack: LwipStack;
  readonly addressOf: (client: string) => Ipv4;
}

const PRIORITY: Readonly<Record<SocketUserKind, number>> = {
  mqtt: 5,
  mdns: 1,
  ota: 5,
  uploader: 5,
  holder: 1,
};
const STACK_BYTES: Readonly<Record<SocketUserKind, number>> = {
  mqtt: 6144,
  mdns: 4096,
  ota: 4096,
  uploader: 4096,
  holder: 3584,
};

/** Creates the users' tasks: those of time 0 now, before the application's; the others when their time comes. */
export function startSocketUsers(users: readonly SocketUser[], home: SocketUsersHome): void {
  const { kernel, log, stack, addressOf } = home;
  const context: UserContext = { kernel, log, sockets: stack.sockets, addressOf };
  for (const user of users) {
    const start = (): void => {
      const bytes = STACK_BYTES[user.kind] + TASK_CONTROL_BLOCK_BYTES;
      if (stack.memory.malloc(bytes))
        kernel.spawn(user.kind, PRIORITY[user.kind], freed(context, user, stack, bytes));
      else log.e(user.kind, 'no memory for its task');
    };
    if (user.atUs === 0) start();
    else kernel.atScripted(user.atUs, start);
  }
}

function* freed(context: UserContext, user: SocketUser, stack: LwipStack, bytes: number): Blocking<void> {
  yield* bodyOf(context, user);
  stack.memory.free(bytes);
}

function bodyOf(context: UserContext, user: SocketUser): Blocking<void> {
  switch (user.kind) {
    case 'mqtt':
      return mqttTask(context, user);
    case 'mdns':
      return mdnsTask(context, user);
    case 'ota':
      return otaTask(context, user);
    case 'uploader':
      return uploaderTask(context, user);
    case 'holder':
      return holderTask(context, user);
  }
}
