/** Walking the schema: what stands at a path, and every key that there is. */

import * as z from 'zod';

import type { ValuePath } from '../document/place.js';
import { chosenOption } from './groups/choose-option.js';
import { behaviourKeys } from './groups/schema-behaviours.js';
import { groupSteps } from './groups/schema-group-steps.js';
import { cpuMapSchema } from './device/schema-cpu.js';
import { groupSchema } from './groups/schema-group.js';
import { socketUsers } from './groups/schema-socket-users.js';
import { perFirmware } from './firmware.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { scenarioSchema, stepSchema } from './schema.js';
import { CLIENT_STEP_KINDS, clientSteps } from './steps/schema-client-steps.js';
import type { ClientStepKind } from './steps/schema-client-steps.js';
import { DEVICE_STEP_KINDS, deviceSteps } from './steps/schema-device-steps.js';
import type { DeviceStepKind } from './steps/schema-device-steps.js';

/** A key of the scenario language. `path` is dotted: `device.httpd.max_open_sockets`, `http.path` for a step's. */
export interface SchemaKey {
  readonly path: string;
  readonly key: string;
  /** Dotted path of the map that it belongs in; a step's word for a step's key; empty at the top. */
  readonly section: string;
  readonly ofStep: boolean;
  readonly description: string;
}

/** The schema of a step by its word, whichever kind it is. */
export function stepSchemaOf(value: unknown): z.ZodObject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('do' in value && isClientStepKind(value.do)) return clientSteps[value.do];
  if ('device' in value && isDeviceStepKind(value.device)) return deviceSteps[value.device];
  return undefined;
}

/** Whether a value is a word for `do`. */
export function isClientStepKind(value: unknown): value is ClientStepKind {
  return typeof value === 'string' && Object.hasOwn(clientSteps, value);
}

/** Whether a value is a word for `device` in a step. */
export function isDeviceStepKind(value: unknown): value is DeviceStepKind {
  return typeof value === 'string' && Object.hasOwn(deviceSteps, value);
}

/** Keys of the map at a path of a scenario; empty where there is no map. */
export function keysAt(firmware: FirmwareRegistry, path: ValuePath, root: unknown): readonly string[] {
  let schema: unknown = scenarioSchema(firmware);
  let value: unknown = root;
  for (const step of path) {
    const before = value;
    value = child(value, step);
    const inner = chosenOption(unwrap(schema), before);
    if (inner instanceof z.ZodObject) schema = inner.shape[String(step)];
    else if (inner instanceof z.ZodArray)
      schema = inner.element === stepSchema ? stepSchemaOf(value) : inner.element;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType;
    else return [];
  }
  const found = chosenOption(unwrap(schema), value);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** The value at a path, undefined if there is none. */
export function valueAt(path: ValuePath, root: unknown): unknown {
  return path.reduce(child, root);
}

function child(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault) inner = inner.unwrap();
  return inner;
}

/** Every key of the language, with its description. */
export const allKeys = perFirmware((firmware): readonly SchemaKey[] => {
  const keys: SchemaKey[] = [];
  collect(scenarioSchema(firmware), '', false, keys);
  for (const kind of CLIENT_STEP_KINDS) collect(clientSteps[kind], kind, true, keys);
  for (const kind of DEVICE_STEP_KINDS) collect(deviceSteps[kind], kind, true, keys);
  collect(cpuMapSchema(firmware), 'device.cpu', false, keys);
  collect(groupSchema, 'groups', false, keys);
  for (const [name, one] of Object.entries(socketUsers))
    collect(one, `device.socket_users.${name}`, false, keys);
  for (const [word, one] of Object.entries(groupSteps)) collect(one, `groups.steps.${word}`, false, keys);
  for (const [name, one] of Object.entries(behaviourKeys))
    collect(one, `groups.behaviour.${name}`, false, keys);
  return keys;
});

function collect(schema: z.ZodObject, section: string, ofStep: boolean, into: SchemaKey[]): void {
  for (const [key, field] of Object.entries(schema.shape)) {
    const path = section === '' ? key : `${section}.${key}`;
    const inner = unwrap(field);
    into.push({
      path,
      key,
      section,
      ofStep,
      description: descriptionOf(field) ?? descriptionOf(inner) ?? '',
    });
    if (inner instanceof z.ZodObject) collect(inner, path, ofStep, into);
  }
}

function descriptionOf(schema: unknown): string | undefined {
  return schema instanceof z.ZodType ? schema.description : undefined;
}
