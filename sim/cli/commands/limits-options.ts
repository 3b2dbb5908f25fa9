/** The options of `lwip-twin limits`, from text to what is asked for. */

import { InvalidArgumentError } from 'commander';

import { parseAssignment, parseVariation } from '../../language/compose/assignment.js';
import type { LimitsRequest, LimitsSubject } from '../../limits/find-limits.js';
import { KIND_NAMES, USUAL_KINDS } from '../../limits/kinds.js';
import type { ClientKind } from '../../limits/kinds.js';
import type { LimitSetting, LimitsReport } from '../../limits/result.js';
import { profileNamed, profileNames } from '../../language/firmware.js';
import { suggestion } from '../../document/suggest.js';
import { UsageError } from '../usage-error.js';
import { NODE_FILES } from '../../node/node-files.js';
import { FIRMWARE } from '../../run/firmware.js';

/** As commander delivers them. */
export interface LimitsOptions {
  readonly profile?: string;
  readonly clients?: readonly ClientKind[];
  readonly count?: string;
  readonly set: readonly string[];
  readonly vary: readonly string[];
  readonly want?: number;
  readonly ghost?: boolean;
  readonly max: number;
  readonly interval: number;
  readonly seed?: number;
  readonly format: 'table' | 'json' | 'svg';
  readonly svg?: string;
  readonly json?: string;
  readonly lock?: string;
  readonly check?: string;
  readonly jobs?: number;
  readonly timeout?: number;
}

/** Clients that are tried at most. */
export const DEFAULT_MAX = 64;
const MOST_CLIENTS = 4096;
/** Milliseconds from one client to the next: slow enough that each one is accepted before the next comes. */
export const DEFAULT_INTERVAL_MS = 50;
const MAX_SEED = 4_294_967_295;
const DEFAULT_COUNT = 'count';

/** `idle,http`. */
export function parseKinds(text: string): ClientKind[] {
  return text.split(',').map((name) => {
    const kind = KIND_NAMES.find((one) => one === name.trim());
    if (kind === undefined) throw new InvalidArgumentError(suggestion(name.trim(), KIND_NAMES));
    return kind;
  });
}

/** A whole number within limits. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${String(least)} to ${String(most)}`);
  };
}

/** For `--max`. */
export const parseMax = parseWhole(1, MOST_CLIENTS);
/** For `--interval`. */
export const parseInterval = parseWhole(0, MOST_CLIENTS);
/** For `--seed`. */
export const parseSeed = parseWhole(0, MAX_SEED);

/** What the command was given, as plain values. */
export interface LimitsArguments {
  readonly file: string | undefined;
  readonly options: LimitsOptions;
  /** The report that is to be compared with. */
  readonly lock: LimitsReport | undefined;
}

/** What is asked for: by the arguments, or by the lock that is to be checked. */
export function requestOf({ file, options, lock }: LimitsArguments): LimitsRequest {
  const isAsked = file !== undefined || options.profile !== undefined;
  if (!isAsked && lock !== undefined) return lockedRequest(lock);
  if (!isAsked) throw new UsageError('whose limits? give a scenario file, or --profile NAME');
  if (file !== undefined && options.profile !== undefined) {
    throw new UsageError('give a scenario file or --profile, not both');
  }
  return {
    subject: file === undefined ? profileSubject(options) : { file, count: options.count ?? DEFAULT_COUNT },
    set: options.set.map((text) => parseAssignment(text)),
    vary: options.vary.map((text) => parseVariation(text)),
    max: options.max,
    intervalMs: options.interval,
    seed: options.seed,
    files: NODE_FILES,
  };
}

function profileSubject({ profile = '', clients }: LimitsOptions): LimitsSubject {
  return { profile: knownProfile(profile), kinds: clients ?? USUAL_KINDS };
}

function knownProfile(name: string): string {
  const profile = profileNamed(FIRMWARE, name)?.name;
  if (profile === undefined)
    throw new UsageError(`unknown profile "${name}"; ${suggestion(name, profileNames(FIRMWARE))}`);
  return profile;
}

function lockedRequest({ subject, kinds, set, vary, max, intervalMs, seed }: LimitsReport): LimitsRequest {
  const own = kinds.filter((kind) => kind !== 'scenario');
  const text = ({ name, value }: LimitSetting): string => `${name}=${JSON.stringify(value)}`;
  return {
    subject: 'profile' in subject ? { profile: knownProfile(subject.profile), kinds: own } : subject,
    set: set.map((one) => parseAssignment(text(one))),
    vary: vary.map(({ name, values }) => parseVariation(`${name}=${JSON.stringify(values)}`)),
    max,
    intervalMs,
    seed,
    files: NODE_FILES,
  };
}
