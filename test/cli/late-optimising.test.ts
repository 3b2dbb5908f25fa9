import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { USUAL_BUDGETS } from '../../sim/cli/late-optimising.js';

const [version] = /^\d+\.\d+/.exec(process.versions.v8)!;

test.skipIf(!(version in USUAL_BUDGETS))("what is restored is this Node's own", () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const [, usual] = /^\s*--interrupt-budget \([^]*?default: (?:--interrupt-budget=)?(\d+)/m.exec(stdout)!;
  expect(USUAL_BUDGETS[version]).toBe(Number(usual));
});
