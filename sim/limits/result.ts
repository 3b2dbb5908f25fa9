/** What the search for limits finds: one cell for each combination of options and each kind of clients. */

import * as z from 'zod';

import { KIND_NAMES } from './kinds.js';

/** Kind of the clients of a scenario with a free count. */
export const SCENARIO_KIND = 'scenario';

const plain = () => z.union([z.string(), z.number(), z.boolean()]);
const settingSchema = () => z.strictObject({ name: z.string(), value: plain() });

const causeSchema = () =>
  z.strictObject({
    resource: z.string(),
    size: z.number().optional(),
    /** The option that sets the size. */
    option: z.string().optional(),
    effect: z.string(),
  });

const nextSchema = () =>
  z.strictObject({
    /** What becomes of the one client too many. */
    outcome: z.string(),
    cause: causeSchema().optional(),
    /** Another client that pays for it, and how. */
    victim: z.strictObject({ client: z.string(), outcome: z.string() }).optional(),
  });

const resultSchema = () =>
  z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('limit'), served: z.int().min(0), next: nextSchema() }),
    z.strictObject({ status: z.literal('no-limit'), tried: z.int().min(1) }),
    z.strictObject({ status: z.literal('not-started'), why: z.string() }),
    z.strictObject({ status: z.literal('crash'), clients: z.int().min(1), why: z.string() }),
  ]);

const cellSchema = () =>
  z.strictObject({
    settings: z.array(settingSchema()),
    kind: z.enum([...KIND_NAMES, SCENARIO_KIND]),
    result: resultSchema(),
  });

const subjectSchema = () =>
  z.union([z.strictObject({ profile: z.string() }), z.strictObject({ file: z.string(), count: z.string() })]);

/** A whole report, as JSON has it. */
export const limitsSchema = () =>
  z.strictObject({
    subject: subjectSchema(),
    kinds: z.array(z.enum([...KIND_NAMES, SCENARIO_KIND])),
    set: z.array(settingSchema()),
    vary: z.array(z.strictObject({ name: z.string(), values: z.array(plain()).min(1) })),
    /** Clients that are tried at most. */
    max: z.int().min(1),
    intervalMs: z.number().min(0),
    seed: z.int().min(0).optional(),
    cells: z.array(cellSchema()),
  });

/** A value of an option. */
export type SettingValue = z.output<ReturnType<typeof plain>>;
/** An option with its value. */
export type LimitSetting = z.output<ReturnType<typeof settingSchema>>;
/** The limit that stopped a client. */
export type LimitCause = z.output<ReturnType<typeof causeSchema>>;
/** What the one client too many sees. */
export type NextClient = z.output<ReturnType<typeof nextSchema>>;
/** What was found for one combination. */
export type LimitResult = z.output<ReturnType<typeof resultSchema>>;
/** One combination of options with one kind of clients. */
export type LimitCell = z.output<ReturnType<typeof cellSchema>>;
/** What was asked, and what was found. */
export type LimitsReport = z.output<ReturnType<typeof limitsSchema>>;
