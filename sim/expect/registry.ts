/** Every kind of expectation. A new one is a folder here and a line below (CONTRIBUTING.md). */

import { callback } from './callback/callback.js';
import { connection } from './connection/connection.js';
import { connections } from './connections/connections.js';
import { ending } from './ending/ending.js';
import type { Judge, JudgeContext } from './judge.js';
import type { ExpectationKind } from './kind.js';
import { log } from './log/log.js';
import { received } from './received/received.js';
import { resource } from './resource/resource.js';
import { server } from './server/server.js';
import { times } from './times/times.js';

const all = { connection, connections, times, log, callback, received, resource, server, ending };

type All = typeof all;

/** Name of a kind. */
export type KindName = keyof All;

/** Anything that can be observed; true or false at any moment. */
export type Condition = {
  [K in KindName]: { readonly kind: K } & ReturnType<All[K]['read']>[number];
}[KindName];

/** The kinds by their names; what the keys of each are read into is for itself to know. */
export const kinds = all as unknown as Readonly<Record<KindName, ExpectationKind>>;

/** All of them, in the order of schema and lists. */
export const KINDS = Object.entries(kinds) as readonly [KindName, ExpectationKind][];

/** What a condition says. */
export function conditionText(condition: Condition): string {
  return kinds[condition.kind].text(condition);
}

/** A judge for a condition; it subscribes to what it needs, so call this before the run. */
export function judgeOf(condition: Condition, context: JudgeContext): Judge {
  return kinds[condition.kind].judge(condition, context);
}
