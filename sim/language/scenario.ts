/**
 * A scenario as the runner gets it: checked, complete, times in integer microseconds, payloads as bytes.
 *
 * What is marked internal stays out of the package's declarations: it is made by the language and read by the runner, and
 * its types, derived from the schemas of the language, are more than anybody wants to read.
 */

import type { DeviceCpu } from '../document/device-cpu.js';
import type { SocketUser } from '../document/socket-users.js';
import type { UserAppFactory } from '../document/firmware.js';
import type { CaseValue } from './compose/compose.js';
import type { TimelineDeed } from '../hosts/steps/registry.js';
import type { Expectation, ScenarioPlaces } from '../expect/expectation.js';
import type { Impairments } from './groups/normalize-link.js';
import type { OwnTask, UriHandler } from '../document/handlers.js';
import type { ForcedSwitch } from '../kernel/task-order.js';
import type { Tape } from '../hosts/tape.js';
import type { StackName } from './groups/schema-group.js';
import type { ClientGroup } from './groups/types.js';
import type { Forbidden } from './schema-explore.js';
import type { ConfigImport } from './import/config-import.js';
import type { AppSettings } from './options/app-settings.js';
import type { LogLevels, OptionValues } from '../document/firmware.js';
import type { HttpdFields, WsFields } from './device/schema-httpd.js';
import type { DeviceTls, HeapCounting } from '../document/device-tls.js';

/** Everything a run needs. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Name of the file, as messages give it. */
  readonly file: string;
  readonly seed: number;
  readonly device: DeviceSetup;
  readonly link: LinkSetup;
  /** A client answers EOF with close at once. */
  readonly autoClose: boolean;
  readonly untilUs: number;
  /** In file order, which is the order of steps at equal times. @internal */
  readonly steps: readonly Step[];
  /** Clients with behaviour; absent without. @internal */
  readonly groups?: readonly ClientGroup[];
  /** What real clients among the groups did; absent until their programs have been run once (sim/live). @internal */
  readonly tape?: Tape;
  /** TCP of the timeline's clients; absent: `probe`. */
  readonly stack?: StackName;
  /** What the run must show; absent where nothing is expected. @internal */
  readonly expect?: readonly Expectation[];
  /** Another order of tasks than the strict one; absent without. @internal */
  readonly interleaving?: Interleaving;
  /** What a search (`lwip-twin explore`) looks for; absent without. @internal */
  readonly forbid?: Forbidden;
  /** What the case has by its matrix or from outside, in the form of `--set`; absent when nothing was set. */
  readonly settings?: readonly CaseValue[];
  /** Where its parts stand; absent in scenarios that were not read from a text. */
  readonly places?: ScenarioPlaces;
  /** Configuration files that it imports: what was taken from each, and what was not. */
  readonly configs?: readonly ConfigImport[];
}

/** An order of tasks: of a seed, or with these switches. */
export type Interleaving =
  { readonly seed: number; readonly switches?: undefined } | { readonly switches: readonly ForcedSwitch[] };

/** Which device, and what differs from its profile. */
export interface DeviceSetup {
  readonly profile: string;
  readonly apps: readonly string[];
  /** Applications that are the user's own modules, by their entry in `apps`. */
  readonly userApps?: ReadonlyMap<string, UserAppFactory>;
  /** Handlers that the scenario writes itself; absent without. @internal */
  readonly handlers?: readonly UriHandler[];
  /** Tasks that the scenario writes itself; absent without. @internal */
  readonly tasks?: readonly OwnTask[];
  readonly sdkconfig: OptionValues;
  readonly lwipopts: OptionValues;
  readonly httpd: HttpdFields;
  readonly ws: WsFields;
  readonly appSettings: AppSettings;
  readonly extraSockets: number;
  /** Other users of the sockets; absent without. @internal */
  readonly socketUsers?: readonly SocketUser[];
  /** undefined: no limit. */
  readonly heapLimitBytes: number | undefined;
  /** undefined: there is no worker task. */
  readonly workerPriority: number | undefined;
  /** Its servers, or its client, speak TLS; absent for plain ones. @internal */
  readonly tls?: DeviceTls;
  /** How its heap is counted; absent: as usual. @internal */
  readonly heap?: HeapCounting;
  /** What CPU and console cost in time; absent: nothing. @internal */
  readonly cpu?: DeviceCpu;
  /** Its log; absent: I is printed, and every line is there. @internal */
  readonly logLevels?: LogLevels;
}

/** The network between the clients and the device. */
export interface LinkSetup extends Impairments {
  readonly latencyUs: number;
  /** Numbers of lost packets from 1, ascending, each once. */
  readonly drop: { readonly rx: readonly number[]; readonly tx: readonly number[] };
}

/** What every step has. */
export interface StepBase {
  readonly atUs: number;
}

/** A step of a client; tell them apart by `do`. */
export type ClientStep = StepBase & { readonly client: string } & TimelineDeed;

/** The task that takes a device step. */
export type StepTask = 'main' | 'worker';

interface DeviceStepBase<K extends string> extends StepBase {
  readonly device: K;
}

interface TaskStepBase<K extends string> extends DeviceStepBase<K> {
  readonly task: StepTask;
}

/** Stops or starts the server; `instance` only with the app `two`, absent: both. */
export interface ServerStep extends TaskStepBase<'stop' | 'start'> {
  readonly instance?: number;
}

/** Async sends. */
export interface QueueWorkStep extends TaskStepBase<'queue_work'> {
  readonly count: number;
}

/** One text frame to the newest websocket session, by a blocking call. */
export interface SendDataStep extends TaskStepBase<'send_data'> {
  /** Absent: the device's own words. */
  readonly payload?: Uint8Array;
}

/** A frame of `length` bytes to every websocket session. */
export interface BroadcastStep extends TaskStepBase<'broadcast'> {
  readonly length: number;
}

/** Sets the wall clock. */
export interface SetTimeStep extends DeviceStepBase<'settime'> {
  readonly unix: number;
}

/** A step of the device; tell them apart by `device`. */
export type DeviceStep = ServerStep | QueueWorkStep | SendDataStep | BroadcastStep | SetTimeStep;

/** Any step; a client's has `do`, the device's has `device`. */
export type Step = ClientStep | DeviceStep;
