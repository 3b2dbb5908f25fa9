/** The steps that clients take on the timeline, with the keys that all of them have. */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { clientName } from '../../document/fields.js';
import { timelineSteps, type TimelineWord } from '../../hosts/steps/registry.js';
import { laterMap } from '../../document/lazy-schema.js';
import { discriminated, mapEntries } from '../schema-parts.js';

/** The word after `do`. */
export type ClientStepKind = TimelineWord;

/** A client's step as written, after the schema's checks; its own keys are for its definition to read. */
export interface WrittenClientStep {
  readonly at: number;
  readonly client: string;
  readonly do: ClientStepKind;
}

/** Every client step by the word after `do`. */
export const clientSteps: Readonly<Record<ClientStepKind, z.ZodObject>> = mapEntries(
  timelineSteps,
  ({ about, keys }, kind) =>
    laterMap(
      () => ({
        at: duration('When, on the clock that starts at boot.'),
        client: clientName(
          'Which client; each name is one host, 192.168.4.100 and up in order of first appearance.',
        ),
        do: z.literal(kind).describe(about),
        ...keys(),
      }),
      about,
      { word: ['do', kind] },
    ),
);

/** All words that may stand after `do`. */
export const CLIENT_STEP_KINDS = Object.keys(clientSteps) as readonly ClientStepKind[];

/** Any client step. */
export const clientStepSchema = discriminated<WrittenClientStep>('do', Object.values(clientSteps));
