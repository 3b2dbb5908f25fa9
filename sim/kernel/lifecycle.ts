/**
 * Strict lifecycle machines: an XState actor behind a cached state value.
 *
 * Everything in the model that has a life owns one {@link Lifecycle}; data code reads `state` (a plain field) and only
 * the machine changes it. An event that the present state does not accept is a bug of the model and throws, unlike
 * XState's own silent ignoring. Machines are flat (no nested or parallel states), have no context and no timers:
 * time belongs to the kernel.
 */

import { createActor, createMachine, type Actor, type AnyStateMachine } from 'xstate';
import { ModelError } from './errors.js';

/** Told of every transition of every machine; used by the trace and the REPL. */
export type LifecycleObserver = (
  machine: string,
  owner: string,
  from: string,
  to: string,
  event: string,
) => void;

/** States and, for each, the events that it accepts and the state that each leads to. */
export type TransitionTable<S extends string, E extends string> = Readonly<
  Record<S, Readonly<Partial<Record<E, S>>>>
>;

/** A machine definition: made once a module, shared by all its instances. */
export interface LifecycleDefinition<S extends string, E extends string> {
  readonly id: string;
  readonly initial: S;
  readonly table: TransitionTable<S, E>;
  /** XState's machine; its type is not part of what others see of a definition. */
  readonly machine: object;
}

/** Builds the XState machine of a transition table. */
export function defineLifecycle<S extends string, E extends string>(
  id: string,
  initial: S,
  table: TransitionTable<S, E>,
): LifecycleDefinition<S, E> {
  const states: Record<string, { on: Record<string, string> }> = {};
  for (const state of Object.keys(table) as S[]) {
    states[state] = { on: { ...(table[state] as Record<string, string>) } };
  }
  return { id, initial, table, machine: createMachine({ id, initial, states } as never) };
}

/** What all the lifecycles of one device share: who watches them, and which are alive. */
export class LifecycleRegistry {
  observer: LifecycleObserver | undefined;
  /** XState inspection callback, for Stately's inspector; set before the device boots. */
  inspect: ((event: unknown) => void) | undefined;
  private readonly live = new Set<Lifecycle<string, string>>();

  /** Starts a machine for `owner` (`c1:49152`, `fd 57`, …). */
  start<S extends string, E extends string>(
    definition: LifecycleDefinition<S, E>,
    owner: string,
  ): Lifecycle<S, E> {
    const lifecycle = new Lifecycle(definition, owner, this);
    this.live.add(lifecycle);
    return lifecycle;
  }

  /** Forgets an ended machine. */
  release(lifecycle: Lifecycle<string, string>): void {
    this.live.delete(lifecycle);
  }

  /** Every machine alive, oldest first. */
  all(): Iterable<Lifecycle<string, string>> {
    return this.live;
  }
}

/** One running machine. */
export class Lifecycle<S extends string, E extends string> {
  /** Present state; read it freely, it costs nothing. */
  state: S;
  private readonly actor: Actor<AnyStateMachine>;

  constructor(
    readonly definition: LifecycleDefinition<S, E>,
    readonly owner: string,
    private readonly registry: LifecycleRegistry,
  ) {
    this.actor = createActor(
      definition.machine as AnyStateMachine,
      registry.inspect ? { id: `${definition.id}:${owner}`, inspect: registry.inspect } : {},
    );
    this.actor.start();
    this.state = definition.initial;
  }

  /** Sends a lifecycle event. Throws {@link ModelError} when the present state does not expect it. */
  send(event: E): void {
    const from = this.state;
    if (this.definition.table[from][event] === undefined) {
      throw new ModelError(`${this.definition.id}: event ${event} is not expected in state ${from}`, {
        owner: this.owner,
        state: from,
        event,
      });
    }
    this.actor.send({ type: event });
    const to = this.actor.getSnapshot().value as S;
    this.state = to;
    if (this.registry.observer) this.registry.observer(this.definition.id, this.owner, from, to, event);
  }

  /** True when the present state accepts `event`. */
  can(event: E): boolean {
    return this.definition.table[this.state][event] !== undefined;
  }

  /** The events that the present state accepts. */
  accepts(): E[] {
    return Object.keys(this.definition.table[this.state]) as E[];
  }

  /** Ends the machine; its last state stays readable. */
  end(): void {
    this.actor.stop();
    this.registry.release(this);
  }
}
