/** Limits and their holders as records name them: the one place of this room that knows how. */

import type { Holder, RefuseRecord, SessionRecord, UsageRecord } from '../kernel/trace.js';
import { limitDefinition } from '../resources/definition.js';
import { ACCEPT_MBOX, BACKLOG, HEAP, SESSIONS, SOCKETS } from '../resources/definitions.js';
import type { SessionHold } from './session-hold.js';
import { holderNames } from '../resources/holder.js';
import { limitText, ofPort, parseLimitName, portOf } from '../resources/limit-name.js';

/** Name of a session table that the trace does not name. */
export const ANY_TABLE = SESSIONS.kind;

/** What a record says of a limit. */
export interface LimitSeen {
  /** `sessions :80`, `sockets`, `MEMP_TCP_PCB`. */
  readonly name: string;
  readonly size: number | undefined;
  readonly used: number;
  /** The option that sets the size. */
  readonly option: string | undefined;
}

/** The limit that a record is about. */
export function limitOf({ resource, size, used, option }: RefuseRecord | UsageRecord): LimitSeen {
  return { name: limitText(resource), size, used, option };
}

/** Names of the holders that a refusal lists but for one connection, one a unit; connections by `labelOf`. */
export function holdersOf(
  { resource, holders }: RefuseRecord,
  labelOf: (client: string, port: number | undefined) => string,
  except: { readonly client: string; readonly port: number },
): readonly string[] {
  const others = holders.filter((holder) => !isConnection(holder, except));
  return holderNames(
    resource,
    others.map((holder) =>
      holder.kind === 'part' || holder.port === undefined
        ? holder
        : Object.assign({}, holder, { name: labelOf(holder.name, holder.port) }),
    ),
  );
}

function isConnection(
  { kind, name, port }: Holder,
  { client, port: own }: { readonly client: string; readonly port: number },
): boolean {
  return kind === 'client' && name === client && port === own;
}

/** The connections among the holders that a refusal lists. */
export function connectionsIn({ resource, holders, t }: RefuseRecord): readonly SessionHold[] {
  const isDescriptor = resource.kind === SOCKETS.kind;
  return holders.flatMap(({ kind, name, port, since }) =>
    kind === 'client' && port !== undefined
      ? [{ client: name, port, table: undefined, sinceUs: since ?? t, isDescriptor }]
      : [],
  );
}

/** When the holders that wait out TIME_WAIT are gone, virtual microseconds. */
export function timeWaitsIn({ holders }: RefuseRecord): readonly number[] {
  return holders.flatMap(({ kind, until }) => (kind === 'time-wait' && until !== undefined ? [until] : []));
}

/** Name of the table that a session is in. */
export function tableOf({ table }: SessionRecord): string {
  return limitText(table);
}

/** The session table of the server on a port, and the option that sets its size. */
export function sessionsOf(port: number): { readonly name: string; readonly option: string | undefined } {
  const name = limitText({ kind: SESSIONS.kind, of: ofPort(port) });
  return { name, option: limitDefinition(SESSIONS.kind)?.sizedBy };
}

/** Connections that wait for accept(). */
export function isQueue(name: string): boolean {
  const kind = parseLimitName(name)?.kind;
  return kind === BACKLOG.kind || kind === ACCEPT_MBOX.kind;
}

/** Tables of sessions. */
export function isSessionTable(name: string): boolean {
  return parseLimitName(name)?.kind === SESSIONS.kind;
}

/** Memory: the heap and lwIP's pools. */
export function isMemory(name: string): boolean {
  return name === HEAP.kind || name.startsWith('MEMP_');
}

/** Whether a table belongs to a port's server; one that names no port may be anybody's. */
export function isOfPort(name: string, port: number): boolean {
  const limit = parseLimitName(name);
  const own = limit === undefined ? undefined : portOf(limit);
  return own === undefined || own === port;
}
