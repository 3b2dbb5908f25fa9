/** Walking the schema along a path of a scenario. */

import * as z from 'zod';

import type { ValuePath } from '../document/place.js';
import { chosenOption } from './groups/choose-option.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { scenarioSchema, stepSchema } from './schema.js';
import { bare } from './schema-keys.js';
import { clientSteps } from './steps/schema-client-steps.js';
import type { ClientStepKind } from './steps/schema-client-steps.js';
import { deviceSteps } from './steps/schema-device-steps.js';
import type { DeviceStepKind } from './steps/schema-device-steps.js';

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
    const inner = chosenOption(bare(schema), before);
    if (inner instanceof z.ZodObject) schema = inner.shape[String(step)];
    else if (inner instanceof z.ZodArray)
      schema = inner.element === stepSchema ? stepSchemaOf(value) : inner.element;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType;
    else return [];
  }
  const found = chosenOption(bare(schema), value);
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
