/**
 * XState's inspection events in the form that Stately's inspector takes (@statelyai/inspect, protocol of its window
 * messages): plain JSON, machines as definitions, actors by their session ids.
 */

import type { InspectionEvent } from 'xstate';

/** Version of the protocol that the messages claim. */
const PROTOCOL = '0.4.0';

/** A message for the inspector. */
export interface WireEvent {
  readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  readonly sessionId: string;
  readonly [field: string]: unknown;
}

/** What is read off an actor; XState's own type hides the logic. */
export interface InspectedActor {
  readonly id: string;
  readonly sessionId: string;
  readonly logic?: { readonly config?: { readonly initial?: unknown } };
  getSnapshot(): InspectedSnapshot;
}

/** State of an actor. */
export interface InspectedSnapshot {
  readonly status: string;
  readonly value?: unknown;
}

/** Announces an actor in a state. */
export function actorMessage(actor: InspectedActor, snapshot: InspectedSnapshot, timeUs: number): WireEvent {
  const { id, sessionId, logic } = actor;
  return {
    ...common('@xstate.actor', sessionId, timeUs),
    name: id,
    definition: JSON.stringify(logic?.config ?? { id }),
    snapshot: plain(snapshot),
  };
}

/** One inspection event; undefined for kinds that the inspector does not take. */
export function wireMessage(event: InspectionEvent, timeUs: number): WireEvent | undefined {
  const actor = event.actorRef as unknown as InspectedActor;
  switch (event.type) {
    case '@xstate.actor':
      // It is only being made: its snapshot can't be read yet.
      return actorMessage(actor, { status: 'active', value: actor.logic?.config?.initial }, timeUs);
    case '@xstate.event':
      return { ...common('@xstate.event', actor.sessionId, timeUs), event: event.event, sourceId: undefined };
    case '@xstate.snapshot':
      return {
        ...common('@xstate.snapshot', actor.sessionId, timeUs),
        event: event.event,
        snapshot: plain(event.snapshot),
      };
    default:
      return undefined;
  }
}

/** Machines here have no context and no children: their state is all. */
function plain({ status, value }: InspectedSnapshot): object {
  return { status, value, context: {} };
}

function common<T extends WireEvent['type']>(type: T, sessionId: string, timeUs: number) {
  return {
    type,
    sessionId,
    rootId: sessionId,
    id: null,
    createdAt: String(timeUs),
    _version: PROTOCOL,
  } as const;
}
