/**
 * Which keys of the schema random scenarios have: `npx tsx test/soak/coverage.ts [RUNS [SEED]]` lists those that none of
 * so many had. Of what may stand at several places (deeds, expectations, steps of groups) one place is enough.
 */

import { scenarioJsonSchema } from '../../sim/language/json-schema.js';
import { FIRMWARE } from '../../sim/run/firmware.js';
import { Dice } from './random.js';
import { randomScenario } from './random-scenario.js';

type Node = Readonly<Record<string, unknown>>;

/** Files beside the scenario, many runs of one file, programs of clients: they have tests of their own. */
const NOT_DRAWN = [/^extends$/, /^imports$/, /\.from$/, /^matrix$/, /^explore/, /^groups\[\]\.settings$/];

/** The same for keys that mean the same at several places. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/^device\.(?:handlers|tasks)\[\]\.(?:do|on\.\w+)\[\]/, 'deed'],
  [/^deed(?:(?:\.(?:do|queue_work|async\.do|task\.do))\[\])+/, 'deed'],
  [/\.(?:always|never|eventually)\./, '.'],
  [/^(groups\[\]\.steps\[\])(?:\.steps\[\])+/, '$1'],
  [/^deed\.(?:call\.send|send|chunk|ws_send|socket_send)\.(text|hex|fill|length)$/, 'bytes.$1'],
];

/** Keys of a schema that scenarios could have and these never had. */
export function keysNotIn(drawn: ReadonlySet<string>): string[] {
  return [...schemaKeys()].filter((key) => !drawn.has(key));
}

/** All keys that the schema has, as paths: `timeline[].client`. What refers to itself is followed once. */
export function schemaKeys(): ReadonlySet<string> {
  const schema = scenarioJsonSchema(FIRMWARE) as Node;
  const found = new Set<string>();
  const definitions = (schema['definitions'] ?? {}) as Readonly<Record<string, Node>>;
  const walk = (node: Node, path: string, inside: readonly string[]): void => {
    const { $ref } = node;
    if (typeof $ref === 'string') {
      const name = $ref.replace('#/definitions/', '');
      if (!inside.includes(name)) walk(definitions[name] ?? {}, path, [...inside, name]);
      return;
    }
    for (const forms of [node['anyOf'], node['oneOf'], node['allOf']])
      for (const form of (forms ?? []) as readonly Node[]) walk(form, path, inside);
    const { items, properties = {} } = node as { items?: Node; properties?: Readonly<Record<string, Node>> };
    if (items !== undefined) walk(items, `${path}[]`, inside);
    for (const [key, child] of Object.entries(properties)) {
      const at = joined(path, key);
      if (NOT_DRAWN.some((one) => one.test(at))) continue;
      found.add(place(at));
      walk(child, at, inside);
    }
  };
  walk(schema, '', []);
  return found;
}

/** Adds the keys of a value, as paths. */
export function addKeys(value: unknown, found: Set<string>, path = ''): void {
  if (Array.isArray(value)) for (const one of value) addKeys(one, found, `${path}[]`);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      const at = joined(path, key);
      found.add(place(at));
      addKeys(child, found, at);
    }
  }
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function place(path: string): string {
  return SAME.reduce((text, [from, to]) => text.replace(from, to), path);
}

if (process.argv[1] === import.meta.filename) {
  const [runs = '500', seed = '1'] = process.argv.slice(2);
  const drawn = new Set<string>();
  for (let i = 0; i < Number(runs); i++) addKeys(randomScenario(new Dice(Number(seed) + i)), drawn);
  const missing = keysNotIn(drawn);
  console.log(`${schemaKeys().size} keys, ${missing.length} not drawn in ${runs} scenarios`);
  console.log(missing.join('\n'));
}
