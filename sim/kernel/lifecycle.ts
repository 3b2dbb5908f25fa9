/**
 * Strict lifecycle machines: a cell that holds a state, and a table that says what follows.
 *
 * Everything in the model that has a life owns one {@link Lifecycle}; only its machine changes the state. Machines are
 * XState's (`*.machine.ts`, for Stately's editor) and compiled into tables (`*.table.ts`, `npm run machines`), so that
 * a run neither loads XState nor keeps an actor for each machine. An event that the present state does not name is a
 * bug of the model and throws, unlike XState's own silent ignoring. Machines are flat (no nested or parallel states),
 * have no context and no timers: time belongs to the kernel.
 */

import { ModelError } from './errors.js';

/** Who is told of machines: the trace, an inspector. */
export interface LifecycleWatcher {
  /** A machine has begun its life. */
  started?(lifecycle: Lifecycle<string, string>): void;
  /** An event took a machine from one state to another, or back to the same. */
  moved(lifecycle: Lifecycle<string, string>, from: string, event: string): void;
  /** A machine has ended; it stays in its last state. */
  ended?(lifecycle: Lifecycle<string, string>): void;
}

/**
 * States and, for each, the events that it names and the state that each leads to; null for an event that may come
 * and changes nothing.
 */
export type TransitionTable<S extends string, E extends string> = Readonly<
  Record<S, Readonly<Partial<Record<E, S | null>>>>
>;

/** A kind of machine: made once a module, shared by all its instances. */
export interface LifecycleDefinition<S extends string, E extends string> {
  readonly id: string;
  readonly initial: S;
  readonly table: TransitionTable<S, E>;
  /** Loads XState's machine, from which the table was made; its type is not part of what others see of a definition. */
  readonly load: () => PromiseLike<object>;
}

const definitions = new Map<string, LifecycleDefinition<string, string>>();

/** Makes a kind of machine known. Throws {@link ModelError} for an id that is known already. */
export function defineLifecycle<S extends string, E extends string>(
  definition: LifecycleDefinition<S, E>,
): LifecycleDefinition<S, E> {
  const { id } = definition;
  if (definitions.has(id)) throw new ModelError('a machine of this name is defined already', { id });
  definitions.set(id, definition);
  return definition;
}

/** Every kind of machine of the modules that are loaded. */
export function lifecycleDefinitions(): readonly LifecycleDefinition<string, string>[] {
  return [...definitions.values()];
}

/** What all the lifecycles of one device share: who watches them, and which are alive. */
export class LifecycleRegistry {
  private readonly watchers: LifecycleWatcher[] = [];
  private readonly live = new Set<Lifecycle<string, string>>();

  /** Starts a machine for `owner` (`c1:49152`, `fd 57`, …). */
  start<S extends string, E extends string>(
    definition: LifecycleDefinition<S, E>,
    owner: string,
  ): Lifecycle<S, E> {
    const lifecycle = new Lifecycle(definition, owner, this, this.watchers);
    this.live.add(lifecycle);
    for (const watcher of this.watchers) watcher.started?.(lifecycle);
    return lifecycle;
  }

  /** Tells somebody of everything from now on; those alive are in {@link all}. */
  watch(watcher: LifecycleWatcher): void {
    this.watchers.push(watcher);
  }

  /** Forgets an ended machine. */
  release(lifecycle: Lifecycle<string, string>): void {
    this.live.delete(lifecycle);
    for (const watcher of this.watchers) watcher.ended?.(lifecycle);
  }

  /** Every machine alive, oldest first. */
  all(): Iterable<Lifecycle<string, string>> {
    return this.live;
  }
}

/** One running machine. */
export class Lifecycle<S extends string, E extends string> {
  private current: S;

  constructor(
    readonly definition: LifecycleDefinition<S, E>,
    readonly owner: string,
    private readonly registry: LifecycleRegistry,
    private readonly watchers: readonly LifecycleWatcher[],
  ) {
    this.current = definition.initial;
  }

  /** Present state; read it freely, it costs nothing. */
  get state(): S {
    return this.current;
  }

  /** Sends a lifecycle event. Throws {@link ModelError} when the present state does not name it. */
  send(event: E): void {
    const from = this.current;
    const to: S | null | undefined = this.definition.table[from][event];
    if (to === null) return;
    if (to === undefined) {
      throw new ModelError(`${this.definition.id}: event ${event} is not expected in state ${from}`, {
        owner: this.owner,
        state: from,
        event,
      });
    }
    this.current = to;
    for (const watcher of this.watchers) watcher.moved(this, from, event);
  }

  /** The events that lead somewhere from the present state. */
  accepts(): E[] {
    const row = this.definition.table[this.current];
    return (Object.keys(row) as E[]).filter((event) => row[event] !== null);
  }

  /** Ends the machine; its last state stays readable. */
  end(): void {
    this.registry.release(this);
  }
}
