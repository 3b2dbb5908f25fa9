/** A scenario as the runner gets it: checked, complete, times in integer microseconds, payloads as bytes. */

import type { SocketUser } from '../../firmware-model/socket-users/types.js';
import type { AppFactory } from '../../firmware-model/apps/app.js';
import type { CaseValue } from './compose/compose.js';
import type { Position } from '../document/place.js';
import type { Expectation } from '../expect/types.js';
import type { Impairments } from './groups/normalize-link.js';
import type { StackName } from './groups/schema-group.js';
import type { ClientGroup } from './groups/types.js';
import type { ConfigImport } from './import/config-import.js';
import type { AppSettings } from './options/app-settings.js';
import type { OptionValues } from './options/option.js';
import type { AppRef, ProfileName } from './device/profiles.js';
import type { HttpdFields, WsFields } from './device/schema-httpd.js';

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
  /** In file order, which is the order of steps at equal times. */
  readonly steps: readonly Step[];
  /** Clients with behaviour; absent without. */
  readonly groups?: readonly ClientGroup[];
  /** TCP of the timeline's clients; absent: `probe`. */
  readonly stack?: StackName;
  /** What the run must show; absent where nothing is expected. */
  readonly expect?: readonly Expectation[];
  /** What the case has by its matrix or from outside, in the form of `--set`; absent when nothing was set. */
  readonly settings?: readonly CaseValue[];
  /** Configuration files that it imports: what was taken from each, and what was not. */
  readonly configs?: readonly ConfigImport[];
}

/** Which device, and what differs from its profile. */
export interface DeviceSetup {
  readonly profile: ProfileName;
  readonly apps: readonly AppRef[];
  /** Applications that are the user's own modules, by their entry in `apps`. */
  readonly userApps?: ReadonlyMap<string, AppFactory>;
  readonly sdkconfig: OptionValues;
  readonly lwipopts: OptionValues;
  readonly httpd: HttpdFields;
  readonly ws: WsFields;
  readonly appSettings: AppSettings;
  readonly extraSockets: number;
  /** Other users of the sockets; absent without. */
  readonly socketUsers?: readonly SocketUser[];
  /** undefined: no limit. */
  readonly heapLimitBytes: number | undefined;
  /** undefined: there is no worker task. */
  readonly workerPriority: number | undefined;
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
  /** Where it stands in the file, for messages during the run. */
  readonly origin: Position;
}

interface ClientStepBase<K extends string> extends StepBase {
  readonly client: string;
  readonly do: K;
}

/** A step that carries bytes. */
export interface PayloadStep<K extends string> extends ClientStepBase<K> {
  readonly payload: Uint8Array;
}

/** A new connection; without a port to 80. */
export interface ConnectStep extends ClientStepBase<'connect'> {
  readonly port: number;
}

/** An HTTP request. */
export interface HttpStep extends ClientStepBase<'http'> {
  readonly method: string;
  readonly path: string;
  /** Absent: no body and no Content-Length; empty: Content-Length: 0. */
  readonly body?: Uint8Array;
  readonly close: boolean;
}

/** A websocket upgrade request. */
export interface WsOpenStep extends ClientStepBase<'ws_open'> {
  readonly path: string;
  /** Absent: no such header. */
  readonly subprotocol?: string;
}

/** A CLOSE frame. */
export interface WsCloseStep extends ClientStepBase<'ws_close'> {
  /** Absent: an empty frame. */
  readonly code?: number;
}

/** Any websocket frame. */
export interface WsFrameStep extends PayloadStep<'ws_frame'> {
  readonly fin: boolean;
  readonly opcode: number;
  readonly masked: boolean;
}

/** The client listens for the device's own client. */
export interface ListenStep extends ClientStepBase<'listen'> {
  readonly port: number;
}

/** The client answers an upgrade request. */
export interface WsAcceptStep extends ClientStepBase<'ws_accept'> {
  /** Absent: no such header. */
  readonly subprotocol?: string;
  readonly bad: boolean;
}

/** A step of a client; tell them apart by `do`. */
export type ClientStep =
  | ConnectStep
  | PayloadStep<'send' | 'ws_text' | 'ws_bin' | 'ws_ping' | 'ws_pong'>
  | ClientStepBase<'close' | 'abort' | 'pause' | 'resume' | 'vanish'>
  | HttpStep
  | WsOpenStep
  | WsCloseStep
  | WsFrameStep
  | ListenStep
  | WsAcceptStep;

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

/** A frame of `length` bytes to every websocket session. */
export interface BroadcastStep extends TaskStepBase<'broadcast'> {
  readonly length: number;
}

/** Sets the wall clock. */
export interface SetTimeStep extends DeviceStepBase<'settime'> {
  readonly unix: number;
}

/** A step of the device; tell them apart by `device`. */
export type DeviceStep = ServerStep | QueueWorkStep | TaskStepBase<'send_data'> | BroadcastStep | SetTimeStep;

/** Any step; a client's has `do`, the device's has `device`. */
export type Step = ClientStep | DeviceStep;
