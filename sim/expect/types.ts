/** Expectations as the evaluation gets them: checked, times in microseconds, every default filled in. */

import type { Position } from '../document/place.js';
import type { Amount } from './amount.js';
import type { Outcome } from '../outcomes/outcome-types.js';
import type { Pattern } from '../document/pattern.js';

/** Where an expectation stands. */
export interface ExpectationPlace {
  /** The scenario's file, or the one that it imports the expectation from. */
  readonly file: string;
  readonly position: Position;
}

/** When the conditions must hold; `fromUs` and `toUs` also bound what is counted. */
export interface When {
  readonly kind: 'end' | 'at' | 'always' | 'never' | 'eventually';
  /** `at`: the moment. */
  readonly atUs: number;
  readonly fromUs: number;
  /** Infinity: the end of the run. */
  readonly toUs: number;
}

/** Which connections of a client are meant: one by its number, all, or the newest. */
export type ConnectionChoice = number | 'all' | 'newest';

/** Clients by their names. */
export interface ClientSelector {
  /** As written. */
  readonly text: string;
  readonly clients: readonly string[];
  readonly connection: ConnectionChoice;
}

/** What a connection has come to. */
export interface ConnectionCondition {
  readonly kind: 'connection';
  readonly who: ClientSelector;
  readonly outcomes?: readonly Outcome[];
  /** Name of the limit behind the outcome. */
  readonly because?: string;
  readonly status?: readonly number[];
}

/** What connections are counted by. */
export type CountWord = Outcome | 'total';

/** How many connections came to what. */
export interface CountsCondition {
  readonly kind: 'counts';
  readonly who: ClientSelector | undefined;
  readonly counts: readonly (readonly [CountWord, Amount])[];
}

/** Which time of requests or connections. */
export type TimeKind = 'first_byte' | 'connect_time';
/** Share of the samples that is as fast or faster. */
export type PercentileWord = 'min' | 'p50' | 'p90' | 'p95' | 'p99' | 'max';

/** How long requests or handshakes took. */
export interface TimesCondition {
  readonly kind: 'times';
  readonly who: ClientSelector | undefined;
  readonly of: TimeKind;
  readonly limits: readonly (readonly [PercentileWord, Amount])[];
}

/** Figures of a resource. */
export type ResourceFigure = 'used' | 'peak' | 'refused';

/** How much of a resource is used. */
export interface ResourceCondition {
  readonly kind: 'resource';
  readonly resource: string;
  readonly figures: readonly (readonly [ResourceFigure, Amount])[];
}

/** Lines of the console log. */
export interface LogCondition {
  readonly kind: 'log';
  readonly pattern: Pattern;
  /** Only of this level. */
  readonly level?: string;
  readonly count: Amount;
}

/** Callbacks of libwebsockets. */
export interface CallbackCondition {
  readonly kind: 'cb';
  readonly reason: string;
  readonly count: Amount;
}

/** What a client received. */
export interface ReceivedCondition {
  readonly kind: 'received';
  readonly who: ClientSelector;
  readonly pattern: Pattern;
  readonly count: Amount;
}

/** What a server of the device may be. */
export const SERVER_STATES = ['running', 'stopped', 'failed'] as const;

/** Whether a server runs. */
export interface ServerCondition {
  readonly kind: 'server';
  readonly state: (typeof SERVER_STATES)[number];
  /** undefined: any. */
  readonly port: number | undefined;
}

/** Whether the device crashes, or hangs in one instant for ever. */
export interface EndingCondition {
  readonly kind: 'panic' | 'livelock';
  readonly happens: boolean;
  /** What it says. */
  readonly pattern?: Pattern;
}

/** Anything that can be observed; true or false at any moment. */
export type Condition =
  | ConnectionCondition
  | CountsCondition
  | TimesCondition
  | ResourceCondition
  | LogCondition
  | CallbackCondition
  | ReceivedCondition
  | ServerCondition
  | EndingCondition;

/** One entry of `expect`: conditions that must hold together. */
export interface Expectation {
  readonly place: ExpectationPlace;
  readonly when: When;
  readonly conditions: readonly Condition[];
}
