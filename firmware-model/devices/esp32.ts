/**
 * An ESP-IDF device put together: heap at boot, stack, application tasks.
 *
 * Modelled: what ESP-IDF has allocated before the application runs (test/conformance/README.md, "Heap on the ESP32"),
 * the stack with the options of esp-lwip-options.ts, the tasks `main` and `worker`.
 * Simplified: one core; Wi-Fi and its buffers take no memory.
 */

import { US_PER_S } from '../../sim/kernel/units.js';
import type { Environment } from '../../sim/lwip/core/environment.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import type { HeapBlockCost } from '../../sim/lwip/core/memory.js';
import { obstacleTo } from '../../sim/lwip/obstacles.js';
import { LwipStack, type SegmentOutput } from '../../sim/lwip/stack.js';
import { DEVICE_IP } from './addresses.js';
import type { RealTls } from '../../sim/tls/real/real-tls.js';
import type { Segment } from '../../sim/wire/segment.js';
import { AppTasks } from '../apps/frame/app-tasks.js';
import type { AppContext, AppFactory, AppSettings, WebsocketOverrides } from '../apps/frame/app.js';
import type { httpd_config_t, HttpServer } from '../esp-http-server/index.js';
import type { HttpdKconfig } from '../esp-http-server/server/kconfig.js';
import type { FirmwareTraits } from '../releases/index.js';
import type { Device, DeviceCommand } from './device.js';
import type { DeviceTls, HeapCounting } from '../../sim/document/device-tls.js';
import { espTlsServerConfig } from './esp32-tls.js';
import { espLwipOptions } from './esp-lwip-options.js';
import { ESP_HTTPD_ROWS, FREERTOS_HZ } from './options/esp-httpd.js';
import { OptionReader, type Build, type OptionOverrides } from './options/row.js';

const WORD_BYTES = 4;

/** Length of an RTOS tick, microseconds: 10,000 unless CONFIG_FREERTOS_HZ says otherwise. */
export function esp32TickUs(sdkconfig: OptionOverrides): number {
  return US_PER_S / new OptionReader(new Map(), { staticPools: false }, sdkconfig).value(FREERTOS_HZ);
}

/** Allocations of the system before the application starts: bytes requested. */
const TASK_CONTROL_BLOCK_BYTES = 352;
const TCPIP_STACK_BYTES = 3584;
const TCPIP_MBOX_BYTES = [8, 212];
const SYSTEM_MUTEX_BYTES = 84;
/** Timers of ARP, DHCP and ND6, which always run. */
const BOOT_TIMEOUTS = 3;

/** What decides an ESP32 device. */
export interface Esp32Setup extends Build {
  readonly firmware: FirmwareTraits;
  /** The server task starts on the other core. */
  readonly startsOnOtherCore: boolean;
  readonly apps: readonly AppFactory[];
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  readonly httpdDefaults: Readonly<Partial<httpd_config_t>>;
  readonly httpd: Readonly<Partial<httpd_config_t>>;
  readonly ws: WebsocketOverrides;
  readonly settings: AppSettings;
  readonly extraSockets: number;
  /** `Infinity` without a limit. */
  readonly heapLimitBytes: number;
  readonly workerPriority: number | undefined;
  readonly tls?: DeviceTls | undefined;
  readonly heap?: HeapCounting | undefined;
  /** `res` records carry `heap`. */
  readonly heapCounts: boolean;
  /** TLS of real clients. */
  readonly realTls?: RealTls | undefined;
}

/** What a block costs: ESP-IDF's allocator rounds to words. */
function blockCost(heap: HeapCounting | undefined): HeapBlockCost | undefined {
  return heap === undefined || heap.blockBytes === 0
    ? undefined
    : { headBytes: heap.blockBytes, unitBytes: WORD_BYTES };
}

/** Kconfig values of the server component and the examples; from lwIP's options what they look at there. */
export function httpdKconfig(
  build: Build,
  sdkconfig: OptionOverrides,
  lwip: Pick<LwipOptions, 'MEMP_NUM_NETCONN' | 'DEFAULT_UDP_RECVMBOX_SIZE'>,
): HttpdKconfig {
  const reader = new OptionReader(new Map(), build, sdkconfig);
  return {
    CONFIG_LWIP_MAX_SOCKETS: lwip.MEMP_NUM_NETCONN,
    CONFIG_LWIP_UDP_RECVMBOX_SIZE: lwip.DEFAULT_UDP_RECVMBOX_SIZE,
    CONFIG_LWIP_IPV6: true,
    ...reader.fields(ESP_HTTPD_ROWS),
  };
}

export class Esp32Device implements Device {
  readonly stack: LwipStack;
  readonly countNames: readonly string[];
  readonly tasks: AppTasks;
  private readonly heapCounts: boolean;

  constructor(env: Environment, setup: Esp32Setup, output: SegmentOutput) {
    const options = Object.assign(espLwipOptions(setup), { heapBlock: blockCost(setup.heap) });
    this.stack = new LwipStack(env, options, output, DEVICE_IP);
    this.heapCounts = setup.heapCounts;
    this.allocateSystem();
    const context: AppContext = {
      sockets: this.stack.sockets,
      heap: this.stack.memory.account('server and application'),
      kconfig: httpdKconfig(setup, setup.sdkconfig, options),
      firmware: setup.firmware,
      startsOnOtherCore: setup.startsOnOtherCore,
      socketPeerPort: (fd) => this.stack.sockets.peerPort(fd),
      socketPeerName: (fd) => this.stack.sockets.peerName(fd),
      obstacleTo: (wanted) => obstacleTo(this.stack, wanted),
      settings: setup.settings,
      httpdDefaults: setup.httpdDefaults,
      httpd: setup.tls?.port === undefined ? setup.httpd : { server_port: setup.tls.port, ...setup.httpd },
      ws: setup.ws,
      tls: setup.tls && espTlsServerConfig(env, setup.tls, setup, setup.sdkconfig, setup.realTls),
      // Last: V8 gives what `{ ...a, b }` makes a hidden class of its own each time, and code would be compiled for each run.
      ...env,
    };
    this.tasks = new AppTasks(context, {
      apps: setup.apps,
      extraSockets: setup.extraSockets,
      workerPriority: setup.workerPriority,
    });
    const sessions = this.tasks.sessionCounts().map((_, i) => (i === 0 ? 'sessions' : `sessions${i + 1}`));
    const counts = ['sockets', 'netconn', 'tcp_active', 'tcp_tw', 'tcp_listen'];
    this.countNames = [...counts, ...sessions, ...(this.heapCounts ? ['heap'] : [])];
  }

  get httpServers(): readonly HttpServer[] {
    return this.tasks.servers();
  }

  boot(): void {
    this.tasks.boot();
  }

  receive(segment: Segment): void {
    this.stack.input(segment);
  }

  command(command: DeviceCommand): void {
    this.tasks.post(command);
  }

  readCounts(counts: number[]): void {
    const { sockets, tcp, memory } = this.stack;
    counts.length = 0;
    counts.push(sockets.countForTrace(), sockets.netconnCount);
    counts.push(tcp.ctx.active.size, tcp.ctx.timeWait.size, tcp.ctx.listeners.length);
    this.tasks.sessionCounts(counts);
    if (this.heapCounts) counts.push(memory.heap.used);
  }

  private allocateSystem(): void {
    const { memory } = this.stack;
    memory.malloc(TCPIP_STACK_BYTES);
    memory.malloc(TASK_CONTROL_BLOCK_BYTES);
    for (const bytes of TCPIP_MBOX_BYTES) memory.malloc(bytes);
    memory.malloc(SYSTEM_MUTEX_BYTES);
    for (let i = 0; i < BOOT_TIMEOUTS; i++) memory.takeElement('SYS_TIMEOUT');
  }
}
