import { describe, expect, it } from 'vitest';
import { ModelError } from '../../sim/kernel/errors.js';
import { defineLifecycle, LifecycleRegistry } from '../../sim/kernel/lifecycle.js';

const DOOR = defineLifecycle<'shut' | 'open', 'push' | 'pull'>('door', 'shut', {
  shut: { push: 'open' },
  open: { pull: 'shut' },
});

describe('a lifecycle', () => {
  it('changes state only by events that its state expects', () => {
    const registry = new LifecycleRegistry();
    const seen: string[] = [];
    registry.observer = (...change) => seen.push(change.join(' '));
    const door = registry.start(DOOR, 'front');
    expect(door.accepts()).toEqual(['push']);
    door.send('push');
    expect(door.state).toBe('open');
    expect(seen).toEqual(['door front shut open push']);
  });

  it('throws on any other event, with the state of the part', () => {
    const door = new LifecycleRegistry().start(DOOR, 'front');
    expect(() => door.send('pull')).toThrow(ModelError);
    expect(() => door.send('pull')).toThrow(/event pull is not expected in state shut.*front/);
  });

  it('leaves the registry when it ends, and keeps its last state', () => {
    const registry = new LifecycleRegistry();
    const door = registry.start(DOOR, 'front');
    door.send('push');
    door.end();
    expect([...registry.all()]).toEqual([]);
    expect(door.state).toBe('open');
  });
});
