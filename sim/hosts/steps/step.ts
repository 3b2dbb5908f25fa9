/**
 * What a step of a client is: its keys, how they are read, and what it does.
 *
 * A step has a folder of its own and a line in registry.ts; checks, schema, completion, hints and documentation follow
 * from there. It belongs on the timeline, in groups, or in both. On the timeline it acts at its time on a bare
 * {@link Host}; in a group it acts when the steps before it are over, on a {@link Client} that reads answers, and comes to
 * an outcome.
 */

import * as z from 'zod';

import type { SourcePlace } from '../../document/place.js';
import { clientName } from '../../document/fields.js';
import type { KeyReader } from '../../document/key-reader.js';
import type { Script } from '../client/fiber.js';
import type { Host } from '../host.js';
import type { StepExpectation, StepOutcome } from './expectation.js';
import type { StepResult } from './judge-step.js';
import type { StepConnections } from './step-connections.js';

/** Keys as written, after the schema's checks. */
export type Written<F extends z.ZodRawShape> = z.output<z.ZodObject<F>>;

/** What a step does to its client's connections: opens one, needs one that was opened before, or neither. */
export type ConnectionUse = 'opens' | 'needs' | 'none';

/** A step of the timeline; `S` is what it is read into. */
export interface TimelineStep<F extends z.ZodRawShape = z.ZodRawShape, S extends object = object> {
  readonly about: string;
  readonly connection: ConnectionUse;
  /** Its keys besides `at`, `client` and `do`, made when such a step is read. */
  readonly keys: () => F;
  /** Fills in defaults and makes bytes. */
  read(written: Written<F>, reader: KeyReader): S;
  /** Does it now (event context). */
  perform(host: Host, step: S): void;
}

/** What every step of a group has. */
export interface GroupStepBase {
  /** Number in the list, from 1, nested steps counted where they stand. */
  readonly index: number;
  readonly place: SourcePlace;
  /** Which connection; absent: the newest. */
  readonly on?: string;
  readonly expect?: StepExpectation;
}

/** A step of groups; `S` is what it is read into. */
export interface GroupStep<F extends z.ZodRawShape = z.ZodRawShape, S extends object = object> {
  readonly about: string;
  readonly connection: ConnectionUse;
  /** Its keys besides `do`, made when such a step is read. */
  readonly keys: () => F;
  /** What it is for: what it comes to unless the scenario expects something else. */
  readonly usual: StepOutcome;
  /** Fills in defaults and makes bytes; `on` and `expect` are read for it. */
  read(written: Written<F>, reader: KeyReader): S;
  /** Does it and waits for what it comes to; without an end at the deadline (virtual µs) it is over too. */
  perform(all: StepConnections, step: S & GroupStepBase, deadlineUs: number): Script<StepResult>;
}

/** A step of the timeline, with the types of its keys. */
export function onTimeline<F extends z.ZodRawShape, S extends object>(
  step: TimelineStep<F, S>,
): TimelineStep<F, S> {
  return step;
}

/** A step of groups, with the types of its keys. */
export function inGroups<F extends z.ZodRawShape, S extends object>(step: GroupStep<F, S>): GroupStep<F, S> {
  return step;
}

/** Key of the steps of groups that are about one connection. */
export const on = () =>
  clientName('Which connection, by the name that connect gave it (as). Default: the newest').optional();
