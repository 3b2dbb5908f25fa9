import { describe, expect, it } from 'vitest';

import { scenarioJsonSchema } from '../../sim/language/json-schema.js';
import { allKeys } from '../../sim/language/schema-walk.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

describe('the schema', () => {
  it('describes every key', () => {
    expect(allKeys(FIRMWARE).filter(({ description }) => description === '')).toEqual([]);
    expect(allKeys(FIRMWARE).map(({ path }) => path)).toContain('device.sdkconfig.CONFIG_LWIP_MAX_SOCKETS');
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
