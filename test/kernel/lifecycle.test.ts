import { createMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../sim/kernel/errors.js';
import { defineLifecycle, LifecycleRegistry, type Lifecycle } from '../../sim/kernel/lifecycle.js';

const DOOR = defineLifecycle<'shut' | 'open', 'push' | 'pull' | 'knock' | 'lean'>({
  id: 'door',
  initial: 'shut',
  table: {
    shut: { push: 'open', knock: null },
    open: { pull: 'shut', lean: 'open' },
  },
  load: () => Promise.resolve(createMachine({ id: 'door' })),
});

/** Everything that a registry tells, as lines. */
function told(registry: LifecycleRegistry): string[] {
  const lines: string[] = [];
  const name = ({ definition, owner }: Lifecycle<string, string>): string => `${owner} ${definition.id}`;
  registry.watch({
    started: (one) => lines.push(`${name(one)} started ${one.state}`),
    moved: (one, from, event) => lines.push(`${name(one)} ${from} ${event} ${one.state}`),
    ended: (one) => lines.push(`${name(one)} ended ${one.state}`),
  });
  return lines;
}

describe('a lifecycle', () => {
  it('changes state only by events that its state names, and tells of it', () => {
    const registry = new LifecycleRegistry();
    const before = registry.start(DOOR, 'back');
    const lines = told(registry);
    const door = registry.start(DOOR, 'front');
    expect(door.accepts()).toEqual(['push']);
    door.send('push');
    expect(door.state).toBe('open');
    door.send('lean');
    before.send('push');
    door.end();
    expect(lines).toEqual([
      'front door started shut',
      'front door shut push open',
      'front door open lean open',
      'back door shut push open',
      'front door ended open',
    ]);
  });

  it('lets events pass that change nothing, without a word', () => {
    const registry = new LifecycleRegistry();
    const door = registry.start(DOOR, 'front');
    const lines = told(registry);
    door.send('knock');
    expect(door.state).toBe('shut');
    expect(lines).toEqual([]);
  });

  it('throws on any other event, with the state of the part', () => {
    const door = new LifecycleRegistry().start(DOOR, 'front');
    expect(() => door.send('pull')).toThrow(ModelError);
    expect(() => door.send('pull')).toThrow(/event pull is not expected in state shut.*front/);
    expect(door.state).toBe('shut');
  });

  it('leaves the registry when it ends, and keeps its last state', () => {
    const registry = new LifecycleRegistry();
    const door = registry.start(DOOR, 'front');
    door.send('push');
    door.end();
    expect([...registry.all()]).toEqual([]);
    expect(door.state).toBe('open');
  });

  it('has a name of its own', () => {
    expect(() => defineLifecycle(DOOR)).toThrow('defined already');
  });
});
