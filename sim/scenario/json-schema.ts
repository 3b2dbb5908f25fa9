/** The published JSON Schema, for editors. */

import { z } from 'zod';

import { scenarioSchema } from './schema.js';

/** JSON Schema of scenario files as people write them; `id` is the address under which it is published. */
export function scenarioJsonSchema(id?: string): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  return { ...(id === undefined ? {} : { $id: id }), title: 'lwip-twin scenario', ...schema };
}
