/**
 * A state machine as a table: for each state and event, the state that follows.
 *
 * XState itself says what follows; what a table can't hold (guards, actions, context, nested or parallel states,
 * invocations, delays) is refused. An event that is handled without a target changes nothing: null.
 */

import { transition, type AnyStateMachine, type StateNode } from 'xstate';

/** What a machine comes to. */
export interface CompiledMachine {
  readonly id: string;
  readonly initial: string;
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly table: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

/** Compiles a machine. Throws `TypeError` for one that is more than a table. */
export function compileMachine(machine: AnyStateMachine): CompiledMachine {
  const { id, root } = machine;
  refuse(id, machine.config.context !== undefined, 'context');
  refuseMore(id, root as StateNode);
  const states = Object.keys(root.states);
  const table: Record<string, Record<string, string | null>> = {};
  for (const state of states) {
    refuseMore(`${id}.${state}`, root.states[state] as unknown as StateNode);
    refuse(`${id}.${state}`, Object.keys(root.states[state]!.states).length > 0, 'nested states');
    table[state] = rowOf(machine, state);
  }
  return { id, initial: String(root.initial.target[0]?.key), states, events: eventsOf(machine), table };
}

/** Every event of a machine, in the order in which its states first name them. */
function eventsOf(machine: AnyStateMachine): string[] {
  const found = new Set<string>();
  for (const node of Object.values(machine.root.states)) {
    for (const event of node.transitions.keys()) found.add(event);
  }
  return [...found];
}

function rowOf(machine: AnyStateMachine, state: string): Record<string, string | null> {
  const snapshot = machine.resolveState({ value: state, context: {} });
  const row: Record<string, string | null> = {};
  for (const type of machine.root.states[state]!.transitions.keys()) {
    const [chosen] = machine.getTransitionData(snapshot, { type }) as readonly { target?: unknown }[];
    const [next] = transition(machine, snapshot, { type });
    row[type] = chosen?.target === undefined ? null : String((next as { value: unknown }).value);
  }
  return row;
}

function refuseMore(place: string, node: StateNode): void {
  refuse(place, node.type === 'parallel' || node.type === 'history', `type ${node.type}`);
  refuse(place, node.invoke.length > 0, 'invocations');
  refuse(place, (node.always ?? []).length > 0, 'transitions without an event');
  refuse(place, node.after.length > 0, 'delayed transitions');
  refuse(place, node.entry.length + node.exit.length > 0, 'entry or exit actions');
  for (const [event, choices] of node.transitions) {
    refuse(place, event.includes('*'), 'wildcard events');
    refuse(place, choices.length > 1, `several transitions for ${event}`);
    for (const { guard, actions } of choices) {
      refuse(place, guard !== undefined, `a guard on ${event}`);
      refuse(place, actions.length > 0, `actions on ${event}`);
    }
  }
}

function refuse(place: string, isPresent: boolean, what: string): void {
  if (isPresent)
    throw new TypeError(`${place} has ${what}: a machine of the model is a table of states and events`);
}
