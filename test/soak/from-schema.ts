/** Values that the published JSON Schema allows: every key, numbers at their extremes, texts that mean something. */

import { scenarioJsonSchema } from '../../sim/language/json-schema.js';
import type { Dice } from './random.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

type Node = Readonly<Record<string, unknown>>;

/** The items of a list, in a path. */
export const ITEMS = '[]';
const MOST_DEPTH = 9;
const OPTIONAL = 0.3;
const MOST_ITEMS = 3;
/** Large numbers say "a lot", and this is a lot for one run of many. */
const A_LOT = 5000;

const TIMES = ['0s', '1us', '1ms', '7ms', '100ms', '250ms', '1s', '3s', '8s'];
const PACES = ['1ms', '50ms', '200ms', '1s', '2s'];
const RATES = ['9600bit', '250kbit', '10Mbit', '1Gbit'];
const PATHS = ['/', '/ws', '/hello', '/echo', '/post', '/sse', '/long', '/nothing'];
const CLIENTS = ['c1', 'c2', 'c3'];
const TEXTS = ['', 'a', 'hello', 'Trigger async', 'x'.repeat(130), '\u0000\u00ff', 'GET / HTTP/1.1\r\n\r\n'];

/** Sizes of options, whose ranges the schema has in words only. */
const SIZES = [
  0, 1, 2, 3, 4, 6, 8, 10, 16, 30, 64, 100, 250, 256, 512, 536, 1024, 1440, 2048, 2880, 5744, 16_384, 65_535,
];
const UNBOUNDED = -(2 ** 31);
const COMPARED = [0, 1, 3, 'at least 1', 'at most 5', 'less than 3', 'more than 1000'];
const PATTERNS = ['a', '/x.*y|x/', '/./', '/^(a|b)+$/', ''];
const AMOUNTS_OF_TIME = ['at most 2s', 'more than 1s', '1s..2s'];
const LIMITS = ['sockets', 'sessions :80', 'backlog :80', 'netconns', 'tcp_tw', 'nothing'];

/** What stands under these keys, whatever the schema leaves open. */
const MEANT: Readonly<Record<string, (dice: Dice) => unknown>> = {
  client: (dice) => dice.one(CLIENTS),
  path: (dice) => dice.one(PATHS),
  page: (dice) => dice.one(PATHS),
  ws: (dice) => dice.one(PATHS),
  events: (dice) => dice.one(PATHS),
  resources: (dice) => [dice.one(PATHS), dice.one(PATHS)],
  text: (dice) => dice.one(TEXTS),
  hex: (dice) => dice.one(['', '00', 'ff00', '474554202f0d0a0d0a']),
  fill: () => 'x',
  length: (dice) => dice.one([0, 1, 125, 126, 127, 1440, 1441, A_LOT, 70_000]),
  headers: () => ({ 'X-A': 'b', Age: 7 }),
  method: (dice) => dice.one(['GET', 'POST', 'PUT', 'OPTIONS', 'FOO']),
  every: (dice) => dice.one(PACES),
  after: (dice) => dice.one(PACES),
  reconnect: (dice) => dice.one([...PACES, true]),
  clients: (dice) => ({ [dice.one(CLIENTS)]: { latency: dice.one(TIMES) } }),
  to: (dice) => dice.one(['c1', '1s']),
  heap_limit: (dice) => dice.one([1, 10_000, 30_000, 50_000, 80_000, 200_000]),
  log: (dice) => dice.one(PATTERNS),
  cb: (dice) => dice.one(['LWS_CALLBACK_HTTP', 'LWS_CALLBACK_CLOSED', 'open_fn', 'close_fn']),
  ...Object.fromEntries(
    ['min', 'p50', 'p90', 'p95', 'p99', 'max'].map((key) => [
      key,
      (dice: Dice) => (key === 'max' && dice.chance(0.5) ? dice.one(['1s', 5]) : dice.one(AMOUNTS_OF_TIME)),
    ]),
  ),
  ...Object.fromEntries(
    ['served', 'waiting', 'reset', 'total', 'idle'].map((key) => [key, (dice: Dice) => dice.one(COMPARED)]),
  ),
  received: (dice) => dice.one(PATTERNS),
  resource: (dice) => dice.one(LIMITS),
  because: (dice) => dice.one([...LIMITS, '/a/']),
  used: (dice) => dice.one(COMPARED),
  peak: (dice) => dice.one(COMPARED),
  refused: (dice) => dice.one(COMPARED),
  ciphers: (dice) => dice.one(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'AES128-SHA']),
  groups: (dice) => dice.one(['X25519:P-256', 'P-256', 'P-384', 'P-521']),
  options: (dice) => dice.one(['', '0101', '020405b4', '0303']),
  on: () => 'a',
  as: () => 'a',
};

let published: Node | undefined;

/** Makes values of a schema. */
export class Maker {
  private readonly schema = (published ??= scenarioJsonSchema(FIRMWARE));

  constructor(private readonly dice: Dice) {}

  /** A value for the schema at a path of properties; `[]` are the items of a list. */
  at(...path: readonly string[]): unknown {
    let node: Node = this.schema;
    for (const key of path) node = this.inside(node, key);
    return this.value(node, path.at(-1) ?? '', 0);
  }

  /** Keys of the map at a path. */
  keysOf(...path: readonly string[]): readonly string[] {
    let node: Node = this.schema;
    for (const key of path) node = this.inside(node, key);
    return Object.keys(this.open(node)['properties'] ?? {});
  }

  private inside(node: Node, key: string): Node {
    if (key !== ITEMS) return this.property(this.open(node), key);
    const resolved = this.resolved(node);
    const list = (this.forms(resolved) ?? [resolved]).map((form) => this.resolved(form));
    return (list.find((form) => 'items' in form)?.['items'] ?? {}) as Node;
  }

  private property(node: Node, key: string): Node {
    return ((node['properties'] ?? {}) as Readonly<Record<string, Node>>)[key] ?? {};
  }

  /** The map among the forms that a value may have. */
  private open(node: Node): Node {
    const resolved = this.resolved(node);
    const forms = this.forms(resolved);
    return forms?.map((form) => this.resolved(form)).find((form) => 'properties' in form) ?? resolved;
  }

  private resolved(node: Node): Node {
    const { $ref, allOf } = node as { readonly $ref?: unknown; readonly allOf?: readonly Node[] };
    // What stands at several places, with a text of its own here.
    if (allOf?.length === 1) return this.resolved(allOf[0]!);
    if (typeof $ref !== 'string') return node;
    const definitions = this.schema['definitions'] as Readonly<Record<string, Node>>;
    return definitions[$ref.replace('#/definitions/', '')] ?? {};
  }

  private onlyForm(node: Node): Node {
    const forms = this.forms(node);
    return forms?.length === 1 ? this.onlyForm(this.resolved(forms[0]!)) : node;
  }

  private forms(node: Node): readonly Node[] | undefined {
    const forms = (node['anyOf'] ?? node['oneOf']) as readonly Node[] | undefined;
    return forms?.filter(({ $ref }) => $ref !== '#/definitions/parameter');
  }

  private value(written: Node, key: string, depth: number): unknown {
    const { dice } = this;
    const node = this.onlyForm(this.resolved(written));
    const forms = this.forms(node);
    if ('const' in node) return node['const'];
    if (Array.isArray(node['enum'])) return dice.one(node['enum'] as readonly unknown[]);
    const meant = MEANT[key];
    if (meant !== undefined && dice.chance(0.9)) {
      const value = meant(dice);
      if (isOfType(value, node['type'])) return value;
    }
    if (forms !== undefined && forms.length > 0) return this.value(dice.one(forms), key, depth + 1);
    switch (node['type']) {
      case 'object':
        return this.map(node, depth);
      case 'array':
        return this.list(node, key, depth);
      case 'boolean':
        return dice.chance(0.5);
      case 'integer':
      case 'number':
        return this.number(node);
      case 'string':
        return this.text(node);
      default:
        return dice.one(['2s', 7, true]);
    }
  }

  private map(node: Node, depth: number): unknown {
    const required = (node['required'] ?? []) as readonly string[];
    const map: Record<string, unknown> = {};
    const properties = Object.entries((node['properties'] ?? {}) as Readonly<Record<string, Node>>);
    // Many keys do not go together: half of all maps have one that they need not have, or none.
    const only = this.dice.chance(0.5) && properties.length > 0 ? this.dice.one(properties)[0] : undefined;
    for (const [key, child] of properties) {
      const isDrawn = only === undefined ? this.dice.chance(OPTIONAL) : key === only;
      if (!required.includes(key) && (depth > MOST_DEPTH || !isDrawn)) continue;
      map[key] = this.value(child, key, depth + 1);
    }
    return map;
  }

  private list(node: Node, key: string, depth: number): unknown {
    const least = Number(node['minItems'] ?? 0);
    const most = depth > MOST_DEPTH ? least : Math.max(least, MOST_ITEMS);
    return Array.from({ length: this.dice.int(least, most) }, () =>
      this.value((node['items'] ?? {}) as Node, key, depth + 1),
    );
  }

  private number(node: Node): number {
    const { dice } = this;
    const min = Number(node['minimum'] ?? 0);
    if (min < UNBOUNDED) return dice.one(SIZES);
    const max = Math.min(Number(node['maximum'] ?? A_LOT), 2 ** 32);
    const few = Math.min(max, min + 9);
    return dice.one([min, max, dice.int(min, few), dice.int(min, few), dice.int(min, Math.min(max, A_LOT))]);
  }

  private text(node: Node): string {
    const { pattern = '' } = node as { readonly pattern?: string };
    if (pattern.includes('us|ms|s|min|h')) return this.dice.one(TIMES);
    if (pattern.includes('kbit')) return this.dice.one(RATES);
    if (pattern.includes('%')) return this.dice.one(['0%', '3%', '100%']);
    return this.dice.one(TEXTS);
  }
}

/** Where the schema names no type, everything may be meant. */
function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  return type !== 'boolean' || typeof value === 'boolean';
}
