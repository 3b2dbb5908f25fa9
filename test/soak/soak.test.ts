import { expect, it } from 'vitest';

import { soak, soakText } from './soak.js';

const RUNS = 500;
const SEED = 1_000_000;
const TIMEOUT_MS = 600_000;

it(
  `${RUNS} random scenarios from the whole schema end as runs end`,
  async () => {
    const result = await soak(SEED, (runs) => runs < RUNS);
    const { failure } = result;
    expect(failure === undefined ? '' : `seed ${failure.seed}: ${failure.error.stack}\n${failure.yaml}`).toBe(
      '',
    );
    expect(soakText(result)).toContain(`${RUNS} runs`);
    expect(result.ends.until).toBeGreaterThan(RUNS / 3);
  },
  TIMEOUT_MS,
);
