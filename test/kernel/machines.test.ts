/** Each machine's table against XState's own answers, and what a table can't hold. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assign, createMachine, setup, transition, type AnyStateMachine } from 'xstate';
import { describe, expect, it, test } from 'vitest';
import { lifecycleDefinitions } from '../../sim/kernel/lifecycle.js';
import { compileMachine } from '../machines/compile-machine.js';
import { machineFiles, tablePath, tableText } from '../machines/main.js';
import '../../sim/run/simulation.js';

const ROOT = join(import.meta.dirname, '../..');
const files = await machineFiles();
const machines = await Promise.all(
  lifecycleDefinitions().map(async (definition) => ({
    id: definition.id,
    definition,
    machine: (await definition.load()) as AnyStateMachine,
  })),
);

test('every machine of the model runs by its table', () => {
  expect(machines.map(({ id }) => id).sort()).toEqual(files.map(({ machine }) => machine.id).sort());
});

test.each(files)('$file: the table is what `npm run machines` writes', async (file) => {
  expect(readFileSync(join(ROOT, tablePath(file)), 'utf8')).toBe(await tableText(file));
});

describe.each(machines)('the table of $id', ({ definition, machine }) => {
  const { table, initial } = definition;
  const events = [...new Set(Object.values(table).flatMap((row) => Object.keys(row)))];

  it("has XState's states and begins where it begins", () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(machine.root.states).sort());
    expect(initial).toBe(machine.resolveState({ value: initial, context: {} }).value);
    expect(initial).toBe(machine.config.initial);
    expect([...(machine.events as readonly string[])].sort()).toEqual([...events].sort());
  });

  it.each(Object.keys(table))('answers every event in %s as transition() does', (state) => {
    const snapshot = machine.resolveState({ value: state, context: {} });
    for (const type of events) {
      const [next] = transition(machine, snapshot, { type });
      const to = table[state]![type];
      expect(to ?? state, type).toBe(next.value);
      // What XState would drop without a word is an error here, but for what the machine names without a target.
      expect(typeof to === 'string', type).toBe(snapshot.can({ type }));
      const isNamed = Object.hasOwn(machine.root.states[state]!.config.on ?? {}, type);
      expect(to !== undefined, type).toBe(isNamed);
    }
  });
});

describe('a machine that is more than a table', () => {
  const base = { id: 'm', initial: 'a' } as const;
  it.each<[string, AnyStateMachine]>([
    ['context', createMachine({ ...base, context: { n: 1 }, states: { a: {} } })],
    [
      'a guard on go',
      createMachine({ ...base, states: { a: { on: { go: { target: 'a', guard: () => true } } } } }),
    ],
    [
      'actions on go',
      setup({}).createMachine({
        ...base,
        states: { a: { on: { go: { target: 'a', actions: assign({}) } } } },
      }),
    ],
    ['entry or exit actions', createMachine({ ...base, states: { a: { entry: () => undefined } } })],
    ['nested states', createMachine({ ...base, states: { a: { initial: 'b', states: { b: {} } } } })],
    ['type parallel', createMachine({ id: 'm', type: 'parallel', states: { a: {} } })],
    ['delayed transitions', createMachine({ ...base, states: { a: { after: { 10: 'a' } } } })],
    ['transitions without an event', createMachine({ ...base, states: { a: { always: 'b' }, b: {} } })],
    ['wildcard events', createMachine({ ...base, states: { a: { on: { '*': 'a' } } } })],
    [
      'several transitions for go',
      createMachine({ ...base, states: { a: { on: { go: [{ target: 'a' }, { target: 'a' }] } } } }),
    ],
  ])('is refused: %s', (what, machine) => {
    expect(() => compileMachine(machine)).toThrow(what);
  });
});
