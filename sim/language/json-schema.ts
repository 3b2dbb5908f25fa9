/** The published JSON Schema, for editors. */

import * as z from 'zod';

import type { FirmwareRegistry } from '../document/firmware.js';
import { FROM } from './import/read-configs.js';
import { scenarioSchema } from './schema.js';

/** Where the schema is published. */
export const SCHEMA_ID = 'https://unpkg.com/lwip-twin/schema/scenario.schema.json';

type Node = Record<string, unknown>;

const PARAMETER = 'parameter';
const PARAMETER_REF = { $ref: `#/definitions/${PARAMETER}` };
const PARAMETER_PATTERN = '\\$\\([A-Za-z_][A-Za-z0-9_-]*\\)';
/** Keys of JSON Schema under which further schemas stand. */
const SCHEMA_KEYS = new Set(['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties']);
const SCALARS: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean']);

/** JSON Schema of scenario files as people write them; `id` is the address under which it is published. */
export function scenarioJsonSchema(firmware: FirmwareRegistry, id?: string): Record<string, unknown> {
  const schema = withParameters(
    z.toJSONSchema(scenarioSchema(firmware), { io: 'input', target: 'draft-7' }),
  ) as Node;
  // What is missing here may come from a file that this one extends.
  delete schema['required'];
  const device = propertyOf(schema, 'device');
  delete device['required'];
  for (const key of ['sdkconfig', 'lwipopts']) acceptFile(device, key);
  return {
    ...(id === undefined ? {} : { $id: id }),
    title: 'lwip-twin scenario',
    ...schema,
    definitions: {
      ...(schema['definitions'] as Node | undefined),
      [PARAMETER]: { type: 'string', pattern: PARAMETER_PATTERN, description: 'A parameter: $(NAME).' },
    },
  };
}

/** The published file's text. */
export function schemaText(firmware: FirmwareRegistry): string {
  return `${JSON.stringify(scenarioJsonSchema(firmware, SCHEMA_ID), undefined, 2)}\n`;
}

/** Allows `$(NAME)` wherever a value is more than any text. Constants stay: they tell the steps apart. */
function withParameters(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withParameters);
  if (typeof value !== 'object' || value === null) return value;
  const node: Node = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'properties' || key === 'definitions') node[key] = mapValues(child as Node, withParameters);
    else node[key] = SCHEMA_KEYS.has(key) ? withParameters(child) : child;
  }
  const isRestricted =
    SCALARS.has(node['type']) || 'enum' in node || (node['type'] === 'string' && 'pattern' in node);
  if (!isRestricted || 'const' in node) return node;
  const { description, default: initial, ...own } = node;
  return {
    ...(description === undefined ? {} : { description }),
    ...(initial === undefined ? {} : { default: initial }),
    anyOf: [own, PARAMETER_REF],
  };
}

function mapValues(map: Node, change: (value: unknown) => unknown): Node {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** A map of options may name the file under it, or be the name of a file. */
function acceptFile(device: Node, key: string): void {
  const map = propertyOf(device, key);
  const file = { type: 'string', description: `A file of the device's own, by its path from this one.` };
  const properties = { [FROM]: file, ...(map['properties'] as Node) };
  const { description, ...rest } = map;
  (device['properties'] as Node)[key] = { description, anyOf: [file, { ...rest, properties }] };
}

function propertyOf(schema: Node, key: string): Node {
  return (schema['properties'] as Record<string, Node>)[key] ?? {};
}
