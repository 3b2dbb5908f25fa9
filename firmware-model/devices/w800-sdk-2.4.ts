/**
 * A W800 with WinnerMicro's SDK 2.4: lwIP 2.1 with the SDK's options, libwebsockets 4.3.3, one example program.
 *
 * Modelled: the task `main` at priority 1, which runs the example; the wall clock and `settime`.
 * Simplified: Wi-Fi is up at once; of the heap, lwIP's objects, lws's largest blocks and TLS sessions are counted.
 */

import { ModelError } from '../../sim/kernel/errors.js';
import type { Blocking } from '../../sim/kernel/task.js';
import type { Environment } from '../../sim/lwip/core/environment.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import { obstacleTo } from '../../sim/lwip/obstacles.js';
import { LwipStack, type SegmentOutput } from '../../sim/lwip/stack.js';
import type { Segment } from '../../sim/wire/segment.js';
import type { AppSettings } from '../apps/frame/app.js';
import type { W800Main } from '../apps/lws/lws-app.js';
import { newlibRand } from '../apps/frame/newlib-rand.js';
import { lwsHttpPost } from '../apps/lws/lws-http-post.js';
import { lwsWsClient } from '../apps/lws/lws-ws-client.js';
import { lwsWsServer } from '../apps/lws/lws-ws-server.js';
import { WallClock, type LwsContext, type LwsPlatform } from '../libwebsockets/index.js';
import { DEVICE_IP } from './addresses.js';
import type { Device, DeviceCommand } from './device.js';
import type { OptionOverrides } from './options/row.js';
import { resolveW800Kconfig, withSecurity, type W800AppName } from './w800-kconfig.js';
import { w800LwipOptions } from './w800-lwip-options.js';
import type { DeviceTls, HeapCounting } from '../../sim/document/device-tls.js';
import type { RealTls } from '../../sim/tls/real/real-tls.js';
import { w800ClientSecurity } from './w800-tls-client.js';
import { w800Security } from './w800-tls.js';

/** CONFIG_FREERTOS_HZ 1000. */
export const W800_TICK_US = 1_000;
/** WM_TASK_MAIN_PRIO (components/wm_system/include/wm_task_config.h:28). */
const MAIN_PRIORITY = 1;

/** The example programs, by their names in scenarios. */
export const W800_APPS: Readonly<Record<Exclude<W800AppName, 'own'>, W800Main>> = {
  'lws-ws-server': lwsWsServer,
  'lws-http-post': lwsHttpPost,
  'lws-ws-client': lwsWsClient,
};

/** What decides a W800 device. */
export interface W800Setup {
  /** Name of the websocket server's protocol; absent: the example's own. */
  readonly protocol?: string | undefined;
  /** Name of the example program; `own`: {@link program}. */
  readonly app: W800AppName;
  /** A program of the user's own. */
  readonly program?: W800Main | undefined;
  /** `device.app_settings`. */
  readonly settings?: AppSettings;
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  /** UDP sockets that the program opens before anything else. */
  readonly extraSockets?: number;
  /** The program is built with security. */
  readonly tls?: DeviceTls | undefined;
  /** No limit unless given. */
  readonly heapLimitBytes?: number | undefined;
  readonly heap?: HeapCounting | undefined;
  /** `res` records carry `heap`. */
  readonly heapCounts?: boolean;
  /** TLS of real clients. */
  readonly realTls?: RealTls | undefined;
}

/** What the system has allocated when the program starts. */
const SYSTEM_BYTES = 552;

/** FreeRTOS's heap_4 rounds blocks to 8. */
const HEAP_UNIT_BYTES = 8;

/** lwIP's options with the heap of the scenario. */
function lwipOptions({ sdkconfig, lwipopts, heap, heapLimitBytes }: W800Setup): LwipOptions {
  const options = w800LwipOptions(sdkconfig, lwipopts);
  return Object.assign(options, {
    heapLimitBytes: heapLimitBytes ?? options.heapLimitBytes,
    heapBlock: heap && { headBytes: heap.blockBytes, unitBytes: HEAP_UNIT_BYTES },
  });
}

/** `rand()` as the application finds it: lwIP has drawn its first UDP and TCP ports (LWIP_RAND in lwipopts.h). */
function bootedRand(): () => number {
  const rand = newlibRand();
  rand();
  rand();
  return rand;
}

function programOf({ app, program }: W800Setup): W800Main {
  if (app !== 'own') return W800_APPS[app];
  if (program === undefined) throw new ModelError('a W800 without a program');
  return program;
}

const COUNTS = ['sockets', 'tcp_active', 'tcp_tw', 'tcp_listen'] as const;

export class W800Device implements Device {
  readonly stack: LwipStack;
  readonly countNames: readonly string[];
  private readonly heapCounts: boolean;
  readonly clock: WallClock;
  private readonly main: () => Blocking<void>;
  private context: LwsContext | undefined;

  /** Throws {@link ModelError} when Kconfig refuses the configuration. */
  constructor(
    private readonly env: Environment,
    setup: W800Setup,
    output: SegmentOutput,
  ) {
    const kconfig = resolveW800Kconfig(withSecurity(setup), setup.app);
    this.stack = new LwipStack(env, lwipOptions(setup), output, DEVICE_IP);
    this.heapCounts = setup.heapCounts === true;
    this.countNames = [...COUNTS, ...(this.heapCounts ? ['heap'] : [])];
    this.clock = new WallClock(env.kernel, setup.tls?.client.clock);
    const { sockets, memory, options } = this.stack;
    const platform: LwsPlatform = {
      kernel: env.kernel,
      trace: env.trace,
      log: env.log,
      lifecycles: env.lifecycles,
      ...(env.resources === undefined ? {} : { resources: env.resources }),
      sockets,
      memory: memory.account('libwebsockets'),
      clock: this.clock,
      rand: bootedRand(),
      build: {
        tls: kconfig.flag('CONFIG_WEBSOCKET_SECURITY'),
        ipv6: kconfig.flag('CONFIG_LWIP_ENABLE_IPV6'),
      },
      peerOf: (fd) => ({ name: sockets.peerName(fd), port: sockets.peerPort(fd) }),
      obstacleTo: (wanted) => obstacleTo(this.stack, wanted),
      socketOffset: options.LWIP_SOCKET_OFFSET,
    };
    const run = programOf(setup);
    const secure =
      setup.app === 'lws-ws-client' && kconfig.text('CONFIG_EXAMPLE_SERVER_URL').startsWith('wss:');
    const { security, secureClient } = secure
      ? w800ClientSecurity(env, setup.tls)
      : { security: w800Security(env, setup.tls, setup.realTls), secureClient: undefined };
    const contextCreated = (context: LwsContext): void => {
      this.context = context;
    };
    this.main = function* () {
      for (let i = 0; i < (setup.extraSockets ?? 0); i++) yield* sockets.socket('inet', 'dgram');
      const { protocol, settings = {} } = setup;
      const { cpu, addressOf } = env;
      yield* run({
        platform,
        kconfig,
        security,
        secureClient,
        protocol,
        settings,
        cpu,
        addressOf,
        contextCreated,
      });
    };
  }

  /** The libwebsockets context, once the program has created it. */
  get lwsContext(): LwsContext | undefined {
    return this.context;
  }

  boot(): void {
    this.stack.memory.malloc(SYSTEM_BYTES);
    this.env.kernel.spawn('main', MAIN_PRIORITY, this.main());
  }

  receive(segment: Segment): void {
    this.stack.input(segment);
  }

  command(command: DeviceCommand): void {
    if (command.device !== 'settime') {
      throw new ModelError(`the W800's example programs know no device step ${command.device}`);
    }
    this.clock.set(command.unix);
  }

  readCounts(counts: number[]): void {
    const { memory, sockets, tcp } = this.stack;
    counts.length = 0;
    counts.push(sockets.countForTrace());
    counts.push(tcp.ctx.active.size, tcp.ctx.timeWait.size, tcp.ctx.listeners.length);
    if (this.heapCounts) counts.push(memory.heap.used);
  }
}
