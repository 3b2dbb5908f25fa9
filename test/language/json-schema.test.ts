import { describe, expect, it } from 'vitest';

import { scenarioJsonSchema } from '../../sim/language/json-schema.js';
import { allKeys } from '../../sim/language/schema-keys.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

/** Names of all properties, wherever they stand. */
function propertyNames(node: unknown, into = new Set<string>()): ReadonlySet<string> {
  if (typeof node !== 'object' || node === null) return into;
  if (Array.isArray(node)) for (const one of node) propertyNames(one, into);
  else
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties')
        for (const [name, one] of Object.entries(value as object)) {
          into.add(name);
          propertyNames(one, into);
        }
      else propertyNames(value, into);
    }
  return into;
}

describe('the schema', () => {
  it('describes every key', () => {
    expect(allKeys(FIRMWARE).filter(({ description }) => description === '')).toEqual([]);
    expect(allKeys(FIRMWARE).map(({ path }) => path)).toContain('device.sdkconfig.CONFIG_LWIP_MAX_SOCKETS');
  });

  it('has no key that allKeys does not reach, through lists, forms and what holds itself', () => {
    const known = new Set(allKeys(FIRMWARE).map(({ key }) => key));
    const published = propertyNames(scenarioJsonSchema(FIRMWARE));
    expect(published.size).toBeGreaterThan(200);
    expect(published).toContain('callback_on_writable');
    expect([...published].filter((key) => !known.has(key))).toEqual([]);
  });

  it('is published as JSON Schema, in the form that people write', () => {
    const schema = scenarioJsonSchema(FIRMWARE, 'https://example.org/s.json');
    expect(schema).toMatchObject({
      $id: 'https://example.org/s.json',
      type: 'object',
      additionalProperties: false,
      properties: {
        until: { default: '10s', anyOf: [{ type: 'string' }, { $ref: '#/definitions/parameter' }] },
      },
    });
    // What is missing may come from a file that this one extends.
    expect(schema).not.toHaveProperty('required');
    expect(JSON.stringify(schema)).toContain('"const":"ws_open"');
  });
});
