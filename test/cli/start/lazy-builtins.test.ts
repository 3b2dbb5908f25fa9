import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { lazily } from '../../../sim/cli/start/lazy-builtins.js';

const require = createRequire(import.meta.url);

function counted(): { readonly lazy: (name: string) => unknown; readonly names: string[] } {
  const names: string[] = [];
  const noting = Object.assign((name: string): unknown => {
    names.push(name);
    return require(name);
  }, require);
  return { lazy: lazily(noting), names };
}

test("a module of Node's is loaded when something of it is used", () => {
  const { lazy, names } = counted();
  const os = lazy('node:os') as typeof import('node:os');
  expect(names).toEqual([]);
  expect(os.availableParallelism()).toBeGreaterThan(0);
  expect(os.constants).toBe((require('node:os') as typeof import('node:os')).constants);
  expect(new Set(names)).toEqual(new Set(['node:os']));
});

test('others, and packages, come as ever', () => {
  const { lazy, names } = counted();
  expect(lazy('node:fs')).toBe(require('node:fs'));
  expect(lazy('commander')).toBe(require('commander'));
  expect(names).toEqual(['node:fs', 'commander']);
});
