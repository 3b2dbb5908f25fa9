/** The steps of a client group as the interpreter gets them: checked, times in µs, payloads as bytes. */

import type { HeaderLine } from '../../../codec/http-request.js';

/** What a step may come to. */
export const STEP_OUTCOMES = [
  'connected',
  'refused',
  'unanswered',
  'answered',
  'received',
  'held',
  'closed',
  'reset',
  'silent',
] as const;

/** One of {@link STEP_OUTCOMES}. */
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** Text to find: a part of it, or a pattern. */
export type TextPattern = string | RegExp;

/** What a scenario expects of a step; what is absent may be anything. */
export interface StepExpectation {
  /** Absent: what the step is for (`connect`: connected, `http`: answered …). */
  readonly outcome?: StepOutcome;
  /** Until then, µs from the step's start. */
  readonly withinUs?: number;
  /** Any of these HTTP statuses. */
  readonly status?: readonly number[];
  /** In the answer's body, or in the websocket message. */
  readonly text?: TextPattern;
  /** Opcode of the websocket message. */
  readonly opcode?: number;
  /** Code of the websocket CLOSE. */
  readonly code?: number;
  /** First byte of the answer until then, µs from the step's start. */
  readonly firstByteUs?: number;
}

interface StepBase<K extends string> {
  readonly do: K;
  /** Number in the list, from 1, nested steps counted where they stand. */
  readonly index: number;
  /** Line of the scenario file. */
  readonly line: number;
  readonly expect?: StepExpectation;
}

/** A step on a connection: `on` names it, absent: the newest open one. */
interface ChannelStep<K extends string> extends StepBase<K> {
  readonly on?: string;
}

/** Opens one more connection. */
export interface ConnectStep extends StepBase<'connect'> {
  readonly port: number;
  /** Name for later steps' `on`. */
  readonly as?: string;
}

/** An HTTP request; connects first if there is no connection for it. */
export interface HttpStep extends ChannelStep<'http'> {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: Uint8Array;
  readonly close: boolean;
  /** False: does not wait for the answer. */
  readonly waits: boolean;
}

/** A websocket upgrade; connects first if there is no connection for it. */
export interface WsOpenStep extends ChannelStep<'ws_open'> {
  readonly port: number;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly subprotocol?: string;
}

/** Words of the steps that send ready-made bytes. */
export const SENDING_STEPS = [
  'send',
  'ws_text',
  'ws_bin',
  'ws_ping',
  'ws_pong',
  'ws_frame',
  'ws_close',
] as const;

/** Sends bytes, all at once or piece by piece. */
export interface SendStep extends ChannelStep<(typeof SENDING_STEPS)[number]> {
  readonly bytes: Uint8Array;
  /** Absent: all at once. */
  readonly drip?: { readonly bytes: number; readonly everyUs: number };
}

/** Waits for a websocket message. */
export interface WsExpectStep extends ChannelStep<'ws_expect'> {
  readonly expect: StepExpectation;
}

/** Waits. */
export interface WaitStep extends StepBase<'wait'> {
  readonly forUs: number;
}

/** Keeps a connection open and idle; without `forUs` until it ends. */
export interface HoldStep extends ChannelStep<'hold'> {
  readonly forUs?: number;
}

/** Does steps again. */
export interface RepeatStep extends StepBase<'repeat'> {
  /** `Infinity`: until the run ends. */
  readonly times: number;
  /** Start of a round after the start of the one before; a longer round is followed at once. */
  readonly everyUs?: number;
  readonly steps: readonly GroupStep[];
}

/** Steps that do something to a connection at once. */
export type PlainStep = ChannelStep<'close' | 'abort' | 'pause' | 'resume'> | StepBase<'vanish'>;

/** Any step of a group; tell them apart by `do`. */
export type GroupStep =
  | ConnectStep
  | HttpStep
  | WsOpenStep
  | SendStep
  | WsExpectStep
  | WaitStep
  | HoldStep
  | RepeatStep
  | PlainStep;

/** The word of a step. */
export type GroupStepKind = GroupStep['do'];

/** What a step is for. */
export const USUAL_OUTCOME: Readonly<Record<GroupStepKind, StepOutcome>> = {
  connect: 'connected',
  http: 'answered',
  ws_open: 'answered',
  send: 'answered',
  ws_text: 'received',
  ws_bin: 'received',
  ws_ping: 'received',
  ws_pong: 'received',
  ws_frame: 'received',
  ws_close: 'received',
  ws_expect: 'received',
  wait: 'held',
  hold: 'held',
  repeat: 'held',
  close: 'closed',
  abort: 'closed',
  pause: 'held',
  resume: 'held',
  vanish: 'held',
};
