/** The scenario language: one definition for checks, types and the published JSON Schema. */

import * as z from 'zod';

import { compositionFields } from './compose/schema-compose.js';
import { duration } from '../document/duration.js';
import { expectSchema } from '../expect/schema-expect.js';
import { exploreSchema } from './schema-explore.js';
import { later } from '../document/lazy-schema.js';
import { flag, int, INT_MAX, text } from '../document/fields.js';
import { groupsSchema, stackSchema } from './groups/schema-group.js';
import { impairmentFields } from './groups/schema-link.js';
import { clientStepSchema, type WrittenClientStep } from './steps/schema-client-steps.js';
import { deviceStepSchema, type WrittenDeviceStep } from './steps/schema-device-steps.js';
import { deviceSchema, type NamedOptions } from './device/schema-device.js';
import { knownOptions } from './options/option.js';
import { perFirmware, type OptionMap } from './firmware.js';
import type { FirmwareRegistry } from '../document/firmware.js';

const MAX_PACKET_NUMBER = 1_000_000_000;
const MAX_SEED = 4_294_967_295;
/** End of a run that names none. */
export const DEFAULT_UNTIL = '10s';
/** One-way latency of a link that names none. */
export const DEFAULT_LATENCY = '1ms';

const packetNumbers = (direction: string) =>
  z
    .array(int(1, MAX_PACKET_NUMBER, 'Number of a packet, from 1.'), {
      error: () => 'expected a list of packet numbers, as in [2, 4]',
    })
    .optional()
    .describe(`Numbers of the packets lost that the device ${direction}, counted from 1. Default none`);

const dropSchema = () =>
  z
    .strictObject(
      { rx: packetNumbers('receives'), tx: packetNumbers('sends') },
      { error: () => 'expected { rx, tx }' },
    )
    .describe('Packets that the link loses, by number and direction as the device sees it.');

const linkSchema = () =>
  z
    .strictObject(
      {
        latency: duration('One-way latency. Default 1ms').prefault(DEFAULT_LATENCY),
        drop: later(dropSchema).optional(),
        ...impairmentFields(),
      },
      { error: () => 'expected a map with latency, drop, jitter, loss, bandwidth, outages, power_save' },
    )
    .describe('The network between the clients and the device.');

const clientsSchema = () =>
  z
    .strictObject(
      {
        auto_close: flag('A client answers EOF with close at once. Default false').optional(),
        stack: stackSchema().optional(),
      },
      { error: () => 'expected a map with auto_close and stack' },
    )
    .describe('What all clients have in common.');

/** One step of the timeline. */
export const stepSchema = z
  .union([clientStepSchema, deviceStepSchema])
  .describe('A step of a client ({ at, client, do }) or of the device ({ at, device }).');

const SWITCHES = 'expected a list of points, as in [17, [42, 1]]';
const point = () => int(0, INT_MAX, 'A point of a run where another task may go first, from 0.');

const interleavingSchema = () =>
  z
    .union(
      [
        z.strictObject({ seed: int(0, MAX_SEED, 'Seed of random switches.') }),
        z.strictObject({
          switches: z
            .array(z.union([point(), z.tuple([point(), point()])], { error: () => SWITCHES }), {
              error: () => SWITCHES,
            })
            .describe('Where another ready task goes first: points, or [point, which of the others].'),
        }),
      ],
      { error: () => 'expected { seed } or { switches }' },
    )
    .describe(
      'Another order of tasks than by priority alone, as two cores have it; check --interleavings finds them. Default: the strict order',
    );

const makeSchema = (firmware: FirmwareRegistry, only?: NamedOptions) =>
  z
    .strictObject(
      {
        name: text("The scenario's name. Default: the file's").optional(),
        description: text('What it shows.').optional(),
        seed: int(0, MAX_SEED, 'Seed of everything random. Default 1').optional(),
        ...compositionFields(),
        device: deviceSchema(firmware, only),
        link: later(linkSchema).optional(),
        clients: later(clientsSchema).optional(),
        groups: later(groupsSchema).optional(),
        until: duration('End of the run. Default 10s').prefault(DEFAULT_UNTIL),
        timeline: z
          .array(stepSchema, { error: () => 'expected a list of steps' })
          .optional()
          .describe(
            'What happens when. Steps need not be sorted; at equal times the order of the file counts.',
          ),
        expect: later(expectSchema).optional(),
        explore: later(exploreSchema).optional(),
        interleaving: later(interleavingSchema).optional(),
      },
      { error: () => 'expected a map with device and timeline' },
    )
    .describe('A scenario for lwip-twin.');

/** A whole scenario in the timeline form. */
export const scenarioSchema = perFirmware((firmware) => makeSchema(firmware));

/** More schemas of documents than this are not kept: most documents name the same few options, or none. */
const MAX_KEPT = 50;
const documentSchemas = perFirmware(() => new Map<string, ReturnType<typeof makeSchema>>());

/**
 * The schema of a scenario as far as one document needs it: of the options, it knows those that the document names. What
 * it refuses, and why, is the same.
 */
export function documentSchema(firmware: FirmwareRegistry, value: unknown): ReturnType<typeof makeSchema> {
  const named = (map: OptionMap): string[] => {
    const options: unknown = fieldOf(fieldOf(value, 'device'), map);
    return knownOptions(firmware, map, isMap(options) ? Object.keys(options) : []);
  };
  const only = { sdkconfig: named('sdkconfig'), lwipopts: named('lwipopts') };
  const kept = documentSchemas(firmware);
  const key = JSON.stringify(only);
  let schema = kept.get(key);
  if (schema === undefined) {
    schema = makeSchema(firmware, only);
    if (kept.size === MAX_KEPT) kept.clear();
    kept.set(key, schema);
  }
  return schema;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function fieldOf(value: unknown, key: string): unknown {
  return isMap(value) ? (value as Record<string, unknown>)[key] : undefined;
}

/** A scenario as written, after the schema's checks; times are already microseconds. */
export type WrittenScenario = z.output<ReturnType<typeof makeSchema>>;

/** A step as written, after the schema's checks. */
export type WrittenStep = WrittenClientStep | WrittenDeviceStep;
