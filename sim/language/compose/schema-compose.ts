/** The keys that put a scenario together; they are gone before the rest of it is checked. */

import * as z from 'zod';

import { once } from '../../document/lazy-schema.js';

/** A parameter's name. */
export const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

const FILES = 'expected a file name, or a list of them';
const VALUES = 'expected a list of values, or a range as in 1..7';

const fileName = () => z.string({ error: () => FILES }).min(1, { error: () => FILES });
const files = (about: string) =>
  z
    .union([fileName(), z.array(fileName(), { error: () => FILES }).min(1, { error: () => FILES })], {
      error: () => FILES,
    })
    .optional()
    .describe(about);

const plainValue = () =>
  z.union([z.string(), z.number(), z.boolean()], {
    error: () => 'expected text, a number, true or false',
  });

const parameter = () =>
  z
    .union(
      [
        plainValue(),
        z
          .strictObject({
            default: z.unknown().optional().describe('Its value unless --set or the matrix gives another.'),
            description: z.string().optional().describe('What it is for.'),
          })
          .describe('A parameter with a description, with a default of any kind, or without one.'),
      ],
      { error: () => 'expected a default (text, a number, true or false) or { default, description }' },
    )
    .describe('A default, or { default, description }.');

const parameterName = () =>
  z.string().regex(PARAMETER_NAME, { error: () => 'expected a name as in max_clients' });

/** Composition keys at the top of a scenario. */
export const compositionFields = once(() => ({
  extends: files(
    'Scenarios that this one is a variant of (paths from this file). Maps are merged; lists and values of this file replace theirs; an empty value takes a key away.',
  ),
  imports: files(
    'Pieces that this scenario is made of (paths from this file). Maps are merged, this file first; their lists come before the lists of this file.',
  ),
  parameters: z
    .record(parameterName(), parameter(), { error: () => 'expected a map of parameters with their defaults' })
    .optional()
    .describe(
      'Values to be set from outside (--set NAME=VALUE). $(NAME) anywhere in the file stands for the value; $$(NAME) for the text itself.',
    ),
  matrix: z
    .record(
      z.string().min(1),
      z
        .union([z.array(z.unknown()), z.string()], { error: () => VALUES })
        .describe('Values, or a range as in 1..7.'),
      {
        error: () => 'expected a map of parameters or paths with the values of each',
      },
    )
    .optional()
    .describe(
      'Parameters or dotted paths (httpd.max_open_sockets) with the values of each: every combination is a case of its own.',
    ),
}));

/** Names of the composition keys. */
export const compositionKeys = once(() => Object.keys(compositionFields()));

/** Checks the composition keys alone. */
export const compositionSchema = once(() =>
  z.looseObject(compositionFields(), { error: () => 'expected a map with device and timeline' }),
);

/** The composition keys of a checked file. */
export type Composition = z.output<ReturnType<typeof compositionSchema>>;
