/**
 * Actors of XState for the machines of a device, made only for those who inspect.
 *
 * The device runs on tables (kernel/lifecycle.ts). Here each living machine gets an actor of XState's own, begun in
 * the state in which the machine is, which then is told the same events.
 */

import type { Actor, AnyStateMachine, InspectionEvent } from 'xstate';
import {
  lifecycleDefinitions,
  type Lifecycle,
  type LifecycleRegistry,
  type LifecycleWatcher,
} from '../../kernel/lifecycle.js';

/** Told what XState's inspection API tells. */
export type InspectionListener = (event: InspectionEvent) => void;

type AnyActor = Actor<AnyStateMachine>;

/** Makes actors; holds XState and the machines once they are loaded. */
export class ActorFactory {
  private constructor(
    private readonly createActor: typeof import('xstate').createActor,
    private readonly machines: ReadonlyMap<string, AnyStateMachine>,
  ) {}

  /** Loads XState and every machine. */
  static async load(): Promise<ActorFactory> {
    const { createActor } = await import('xstate');
    const machines = await Promise.all(
      lifecycleDefinitions().map(async ({ id, load }) => [id, (await load()) as AnyStateMachine] as const),
    );
    return new ActorFactory(createActor, new Map(machines));
  }

  /** An actor for a machine, in the state in which the machine is. */
  attach({ definition, owner, state }: Lifecycle<string, string>, inspect: InspectionListener): AnyActor {
    const machine = this.machines.get(definition.id)!;
    const id = `${definition.id}:${owner}`;
    const snapshot = machine.resolveState({ value: state, context: {} });
    return this.createActor(machine, { id, snapshot, inspect }).start();
  }
}

/** The actors of one device's machines. */
export class ActorWatch implements LifecycleWatcher {
  private readonly actors = new Map<Lifecycle<string, string>, AnyActor>();

  /** Gives every living machine an actor, and those to come. */
  constructor(
    registry: LifecycleRegistry,
    private readonly factory: ActorFactory,
    private readonly listener: InspectionListener,
  ) {
    for (const lifecycle of registry.all()) this.started(lifecycle);
    registry.watch(this);
  }

  /** Actors of the living, oldest first. */
  living(): Iterable<AnyActor> {
    return this.actors.values();
  }

  started(lifecycle: Lifecycle<string, string>): void {
    this.actors.set(lifecycle, this.factory.attach(lifecycle, this.listener));
  }

  moved(lifecycle: Lifecycle<string, string>, _from: string, event: string): void {
    this.actors.get(lifecycle)?.send({ type: event });
  }

  ended(lifecycle: Lifecycle<string, string>): void {
    this.actors.get(lifecycle)?.stop();
    this.actors.delete(lifecycle);
  }
}
