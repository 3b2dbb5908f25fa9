/** A simulated device as its environment sees it: what goes in, what it is told to do, what can be counted. */

import type { LwipStack } from '../../sim/lwip/stack.js';
import type { Segment } from '../../sim/wire/segment.js';
import type { HttpServer } from '../esp-http-server/server/server.js';
import type { LwsContext } from '../libwebsockets/wsi/wsi.js';

/** A device step of a scenario (test/conformance/README.md, "Device steps"). */
export type DeviceCommand =
  | { readonly device: 'start' | 'stop'; readonly instance?: number; readonly task?: CommandTask }
  | { readonly device: 'queue_work'; readonly count: number; readonly task?: CommandTask }
  | { readonly device: 'send_data'; readonly payload?: Uint8Array; readonly task?: CommandTask }
  | { readonly device: 'broadcast'; readonly length: number; readonly task?: CommandTask }
  | { readonly device: 'settime'; readonly unix: number };

/** The task that carries a command out; `main` unless given. */
export type CommandTask = 'main' | 'worker';

export interface Device {
  readonly stack: LwipStack;
  /** Starts the device's tasks; called once, at time 0. */
  boot(): void;
  /** A packet arrives at its interface (event context). */
  receive(segment: Segment): void;
  /** Carries out a command (event context). */
  command(command: DeviceCommand): void;
  /** Names of the counts of a `res` record, in the order of the record. */
  readonly countNames: readonly string[];
  /** Writes the present counts into `counts`, in the order of {@link countNames}. */
  readCounts(counts: number[]): void;
  /** Server instances that run, for inspection; on devices with esp_http_server. */
  readonly httpServers?: readonly HttpServer[];
  /** The libwebsockets context, for inspection; on devices with libwebsockets, once it exists. */
  readonly lwsContext?: LwsContext | undefined;
}
