/** What an entry of `expect` says: its keys, read by the kinds that they belong to. */

import type { ErrorCode } from '../document/diagnostic.js';
import { once } from '../document/lazy-schema.js';
import type { Amount } from './amount.js';
import { everyClient, selectClients } from './client-selector.js';
import type { StatementReader } from './kind.js';
import { KINDS, type Condition } from './registry.js';
import type { WrittenStatement } from './schema-expect.js';

const AT_LEAST_ONE: Amount = { least: 1, most: Infinity, text: 'at least 1' };
const NOTHING_HINT = 'as in { client: tab8, outcome: served } or { resource: sockets, peak: at most 9 }';

/** Keys of kinds whose number may be given under `count`. */
const counted = once(() =>
  KINDS.flatMap(([, { keys, isCounted }]) => (isCounted === true ? [Object.keys(keys())[0]!] : [])),
);

/** What statements are about. */
export interface StatementSurroundings {
  /** All clients of the scenario. */
  readonly clients: readonly string[];
  /** Callbacks that firmware can have. */
  readonly callbacks: readonly string[];
}

/** A complaint about one key of a statement, or about all of it. */
export interface StatementProblem {
  readonly key: string | undefined;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The conditions that a statement stands for, and the complaints about it. */
export function readStatement(
  written: WrittenStatement,
  { clients, callbacks }: StatementSurroundings,
): { readonly conditions: readonly Condition[]; readonly problems: readonly StatementProblem[] } {
  const problems: StatementProblem[] = [];
  const complain = (key: string | undefined, code: ErrorCode, message: string, hint?: string): void => {
    problems.push({ key, code, message, hint });
  };
  const found = written.client === undefined ? undefined : selectClients(written.client, clients);
  if (found !== undefined && 'message' in found)
    complain('client', 'unknown-value', `client: ${found.message}`, found.hint);
  const who = found === undefined || 'message' in found ? undefined : found;
  const reader: StatementReader = {
    who,
    everybody: who ?? everyClient(clients),
    count: written.count ?? AT_LEAST_ONE,
    callbacks,
    complain,
  };
  const present = counted().filter((key) => written[key] !== undefined);
  if (written.count !== undefined && present.length !== 1)
    complain('count', 'conflict', 'count: of what?', `count goes with one of ${counted().join(', ')}`);
  const conditions = KINDS.flatMap(([name, kind]) =>
    kind.read(written, reader).map((condition) => ({ kind: name, ...condition }) as Condition),
  );
  if (conditions.length === 0 && problems.length === 0)
    complain(undefined, 'missing-key', 'this expects nothing', NOTHING_HINT);
  return { conditions, problems };
}
