/** Ready-made behaviours of client groups: a name, or a name with parameters. */

import * as z from 'zod';

import { BEHAVIOUR_NAMES, behaviours, type BehaviourName } from '../../hosts/behaviours/registry.js';
import { laterMap, once } from '../../document/lazy-schema.js';
import { mapEntries } from '../schema-parts.js';

/** Every behaviour's parameters by its name. */
export const behaviourKeys = once(() =>
  mapEntries(behaviours, ({ about, keys }): z.ZodObject =>
    laterMap(keys, about, { error: () => `expected a map with ${Object.keys(keys()).join(', ')}` }),
  ),
);

/** Parameters as written; what they are is for the behaviour to know. */
export type WrittenParameters = Readonly<Record<string, unknown>>;

/** `behaviour` as written, after the schema's checks. */
export type WrittenBehaviour =
  BehaviourName | { readonly [K in BehaviourName]?: WrittenParameters | undefined };

/** `behaviour`: a name, or { NAME: parameters }. */
export const behaviourSchema = (): z.ZodType<WrittenBehaviour> =>
  z
    .union(
      [z.enum(BEHAVIOUR_NAMES), z.strictObject(mapEntries(behaviourKeys(), (keys) => keys.optional()))],
      {
        error: () => 'expected a name of a behaviour, or { NAME: parameters }',
      },
    )
    .describe('A ready-made behaviour: its name, or { NAME: parameters }.');
