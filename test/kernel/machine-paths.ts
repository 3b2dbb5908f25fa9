/** Paths through a machine, as XState's graph utilities find them. */

import type { AnyStateMachine } from 'xstate';
import { getShortestPaths, getSimplePaths } from 'xstate/graph';

/** The events of a path and the state that each leads to. */
export type Path = readonly { readonly event: string; readonly state: string }[];

interface GraphPath {
  readonly steps: readonly {
    readonly event: { readonly type: string };
    readonly state: { value?: unknown };
  }[];
}

const plain = ({ steps }: GraphPath): Path =>
  steps
    .filter(({ event }) => event.type !== 'xstate.init')
    .map(({ event, state }) => ({ event: event.type, state: String(state.value) }));

/** The shortest path to each state. */
export function shortestPaths(machine: object): Path[] {
  return (getShortestPaths(machine as AnyStateMachine) as readonly GraphPath[]).map(plain);
}

/** Every path that comes to no state twice. */
export function simplePaths(machine: object): Path[] {
  return (getSimplePaths(machine as AnyStateMachine) as readonly GraphPath[]).map(plain);
}

/** A path as a test's name. */
export function pathText(path: Path): string {
  return path.length === 0 ? '(nothing)' : path.map(({ event }) => event).join(', ');
}
