import { expect, it } from 'vitest';

import { keysNotIn, schemaKeys } from './coverage.js';
import { soak, soakText } from './soak.js';

const RUNS = 500;
const SEED = 1_000_000;
const TIMEOUT_MS = 600_000;

it(
  `${RUNS} random scenarios from the whole schema end as runs end`,
  async () => {
    const keys = new Set<string>();
    const result = await soak(SEED, { goesOn: (runs) => runs < RUNS, keys });
    const { failure } = result;
    expect(failure === undefined ? '' : `seed ${failure.seed}: ${failure.error.stack}\n${failure.yaml}`).toBe(
      '',
    );
    expect(soakText(result)).toContain(`${RUNS} runs`);
    expect(result.ends.until).toBeGreaterThan(RUNS / 3);
    expect(keysNotIn(keys).length, keysNotIn(keys).join(' ')).toBeLessThan(schemaKeys().size / 12);
  },
  TIMEOUT_MS,
);
