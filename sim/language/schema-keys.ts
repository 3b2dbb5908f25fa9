/** Every key of the language: the schema walked from the top, through lists, forms of a value, and what holds itself. */

import * as z from 'zod';

import type { FirmwareRegistry } from '../document/firmware.js';
import { perFirmware } from './firmware.js';
import { groupSteps } from './groups/schema-group-steps.js';
import { scenarioSchema } from './schema.js';
import { clientSteps } from './steps/schema-client-steps.js';
import { deviceSteps } from './steps/schema-device-steps.js';

/**
 * A key of the scenario language. `path` is dotted: `device.httpd.max_open_sockets`, `http.path` for a step's; places in
 * lists are left out, names that users choose are NAME.
 */
export interface SchemaKey {
  readonly path: string;
  readonly key: string;
  /** Dotted path of the map that it belongs in; a step's word for a step's key; empty at the top. */
  readonly section: string;
  readonly ofStep: boolean;
  readonly description: string;
  /** Whether it has one value alone, the word for the map around it. */
  readonly isWord: boolean;
  /** Whether a list stands above it, so that its path needs a number to name one place. */
  readonly inList: boolean;
  /** The first section where the very same map stands: `device.handlers.do` for what is in `device.tasks.do`. */
  readonly firstSection: string;
}

/** Where a map of the schema stands. */
interface Place {
  readonly section: string;
  readonly ofStep: boolean;
  readonly inList: boolean;
}

/** The name for keys that users choose. */
const OWN_NAME = 'NAME';

/** Every key of the language, with its description. */
export const allKeys = perFirmware((firmware: FirmwareRegistry): readonly SchemaKey[] => {
  const walk = new Walk();
  walk.visit(scenarioSchema(firmware), { section: '', ofStep: false, inList: false });
  return walk.keys;
});

class Walk {
  readonly keys: SchemaKey[] = [];
  /** Where each map stands first, by what it is made of: copies with other texts have the same. */
  private readonly first = new Map<unknown, string>();
  /** The maps around the present one: what holds itself is walked once in each place. */
  private readonly around = new Set<unknown>();
  /** Steps go by their words, wherever they stand. */
  private readonly steps = new Map<unknown, Pick<Place, 'section' | 'ofStep'>>([
    ...Object.entries({ ...clientSteps, ...deviceSteps }).map(
      ([word, { shape }]) => [shape, { section: word, ofStep: true }] as const,
    ),
    ...Object.entries(groupSteps()).map(
      ([word, { shape }]) => [shape, { section: `groups.steps.${word}`, ofStep: false }] as const,
    ),
  ]);

  visit(schema: unknown, place: Place): void {
    const inner = bare(schema);
    if (inner instanceof z.ZodObject) this.map(inner, place);
    else if (inner instanceof z.ZodArray) this.visit(inner.element, { ...place, inList: true });
    else if (inner instanceof z.ZodRecord)
      this.visit(inner.valueType, { ...place, section: under(place, OWN_NAME) });
    else if (inner instanceof z.ZodUnion) for (const option of inner.options) this.visit(option, place);
  }

  private map({ shape }: z.ZodObject, at: Place): void {
    const step = this.steps.get(shape);
    if (this.around.has(shape) || (step !== undefined && this.first.has(shape))) return;
    const place = { ...at, ...step };
    const { section, ofStep, inList } = place;
    const firstSection = this.first.get(shape) ?? section;
    this.first.set(shape, firstSection);
    this.around.add(shape);
    for (const [key, field] of Object.entries(shape)) {
      const path = under(place, key);
      const about = { description: textOf(field), isWord: bare(field) instanceof z.ZodLiteral };
      this.keys.push({ path, key, section, ofStep, inList, firstSection, ...about });
      this.visit(field, { ...place, section: path });
    }
    this.around.delete(shape);
  }
}

function under({ section }: Place, key: string): string {
  return section === '' ? key : `${section}.${key}`;
}

/** The schema inside of what only says that it may be missing, or comes later. */
export function bare(schema: unknown): unknown {
  const outer = outside(schema);
  return outer === undefined ? schema : bare(outer.unwrap());
}

/** The text nearest to where a schema is used; empty if it has none. */
function textOf(schema: unknown): string {
  const own = schema instanceof z.ZodType ? schema.description : undefined;
  const outer = outside(schema);
  return own ?? (outer === undefined ? '' : textOf(outer.unwrap()));
}

function outside(schema: unknown): z.ZodOptional | z.ZodPrefault | z.ZodLazy | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault || schema instanceof z.ZodLazy
    ? schema
    : undefined;
}
