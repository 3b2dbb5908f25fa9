/** What an entry of `expect` says, from the file's form to the conditions that are evaluated. */

import { LWS_CALLBACK_NUMBER } from '../../firmware-model/libwebsockets/callback/callback-reasons.js';
import type { ErrorCode } from '../document/diagnostic.js';
import { suggestion } from '../document/suggest.js';
import type { Amount } from './amount.js';
import { everyClient, selectClients } from './client-selector.js';
import { causeNameHint } from './resource-names.js';
import type { WrittenStatement } from './schema-expect.js';
import type { ClientSelector, Condition, PercentileWord, ResourceFigure, TimesCondition } from './types.js';

const AT_LEAST_ONE: Amount = { least: 1, most: Infinity, text: 'at least 1' };
const CALLBACK_PREFIX = 'LWS_CALLBACK_';
const CALLBACKS = Object.keys(LWS_CALLBACK_NUMBER);
const FIGURES: readonly ResourceFigure[] = ['used', 'peak', 'refused'];
const COUNTED = ['log', 'cb', 'received'] as const;

/** A complaint about one key of a statement, or about all of it. */
export interface StatementProblem {
  readonly key: string | undefined;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Turns a statement over; `clients` are all that the scenario has. */
export class StatementNormalizer {
  readonly conditions: Condition[] = [];
  readonly problems: StatementProblem[] = [];
  private readonly who: ClientSelector | undefined;

  constructor(
    private readonly written: WrittenStatement,
    private readonly clients: readonly string[],
  ) {
    this.who = this.selector();
    this.connection();
    this.counts();
    this.times('first_byte');
    this.times('connect_time');
    this.counted();
    this.resource();
    this.server();
    this.endings();
    if (this.conditions.length === 0 && this.problems.length === 0) this.nothingSaid();
  }

  private selector(): ClientSelector | undefined {
    const { client } = this.written;
    if (client === undefined) return undefined;
    const found = selectClients(client, this.clients);
    if (!('message' in found)) return found;
    this.complain('client', 'unknown-value', `client: ${found.message}`, found.hint);
    return undefined;
  }

  private connection(): void {
    const { outcome, because, status } = this.written;
    if (outcome === undefined && because === undefined && status === undefined) return;
    const hint = because === undefined ? undefined : causeNameHint(because);
    if (hint !== undefined)
      this.complain('because', 'unknown-value', `because: no limit "${String(because)}"`, hint);
    this.conditions.push({
      kind: 'connection',
      who: this.who ?? everyClient(this.clients),
      ...(outcome === undefined ? {} : { outcomes: typeof outcome === 'string' ? [outcome] : outcome }),
      ...(because === undefined ? {} : { because }),
      ...(status === undefined ? {} : { status: typeof status === 'number' ? [status] : status }),
    });
  }

  private counts(): void {
    const counts = given(this.written.connections);
    if (counts === undefined) return;
    if (counts.length === 0)
      this.complain('connections', 'missing-key', 'connections: says nothing', 'as in { served: 7 }');
    this.conditions.push({ kind: 'counts', who: this.who, counts });
  }

  private times(of: TimesCondition['of']): void {
    const limits = given<PercentileWord>(this.written[of]);
    if (limits === undefined) return;
    if (limits.length === 0)
      this.complain(of, 'missing-key', `${of}: says nothing`, 'as in { p95: at most 500ms }');
    this.conditions.push({ kind: 'times', who: this.who, of, limits });
  }

  /** What has a number of its own. */
  private counted(): void {
    const { log, level, cb, received, count = AT_LEAST_ONE } = this.written;
    const present = COUNTED.filter((key) => this.written[key] !== undefined);
    if (this.written.count !== undefined && present.length !== 1) {
      this.complain('count', 'conflict', `count: of what?`, `count goes with one of ${COUNTED.join(', ')}`);
    }
    if (level !== undefined && log === undefined) {
      this.complain('level', 'conflict', 'level: goes with log', undefined);
    }
    if (log !== undefined) {
      this.conditions.push({ kind: 'log', pattern: log, ...(level === undefined ? {} : { level }), count });
    }
    if (cb !== undefined) this.conditions.push({ kind: 'cb', reason: this.callback(cb), count });
    if (received !== undefined) {
      const who = this.who ?? everyClient(this.clients);
      this.conditions.push({ kind: 'received', who, pattern: received, count });
    }
  }

  private callback(name: string): string {
    const full = name.startsWith(CALLBACK_PREFIX) ? name : CALLBACK_PREFIX + name;
    if (!CALLBACKS.includes(full)) {
      this.complain('cb', 'unknown-value', `cb: no callback "${name}"`, suggestion(full, CALLBACKS));
    }
    return full;
  }

  private resource(): void {
    const { resource } = this.written;
    const figures = FIGURES.flatMap((figure) => {
      const value = this.written[figure];
      return value === undefined ? [] : [[figure, value] as const];
    });
    const [first] = figures;
    if (resource === undefined) {
      if (first !== undefined)
        this.complain(first[0], 'missing-key', `${first[0]}: of which resource?`, 'add resource: sockets');
      return;
    }
    if (first === undefined) {
      this.complain(
        'resource',
        'missing-key',
        'resource: says nothing about it',
        `add ${FIGURES.join(', ')}`,
      );
    }
    this.conditions.push({ kind: 'resource', resource, figures });
  }

  private server(): void {
    const { server, port } = this.written;
    if (server !== undefined) this.conditions.push({ kind: 'server', state: server, port });
    else if (port !== undefined) this.complain('port', 'conflict', 'port: goes with server', undefined);
  }

  private endings(): void {
    const { panic, livelock } = this.written;
    if (typeof panic === 'boolean') this.conditions.push({ kind: 'panic', happens: panic });
    else if (panic !== undefined) this.conditions.push({ kind: 'panic', happens: true, pattern: panic });
    if (livelock !== undefined) this.conditions.push({ kind: 'livelock', happens: livelock });
  }

  private nothingSaid(): void {
    const hint = 'as in { client: tab8, outcome: served } or { resource: sockets, peak: at most 9 }';
    this.complain(undefined, 'missing-key', 'this expects nothing', hint);
  }

  private complain(
    key: string | undefined,
    code: ErrorCode,
    message: string,
    hint: string | undefined,
  ): void {
    this.problems.push({ key, code, message, hint });
  }
}

/** Entries of a map that are there. */
function given<K extends string>(
  map: Readonly<Partial<Record<K, Amount | undefined>>> | undefined,
): (readonly [K, Amount])[] | undefined {
  if (map === undefined) return undefined;
  return (Object.entries(map) as [K, Amount | undefined][]).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
}
