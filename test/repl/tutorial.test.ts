/** docs/repl.md is what the REPL really says. `UPDATE_DOCS=1` writes it anew: then read the difference. */

import { expect, test } from 'vitest';
import { consoleOn, run } from './harness.js';
import { readTutorial, rewriteTutorial } from './tutorial.js';

test('the tutorial finds by stepping why the eighth client hangs, word for word', async () => {
  if (process.env['UPDATE_DOCS'] !== undefined) await update();
  const { scenario, exchanges } = readTutorial();
  const console = consoleOn(scenario);
  expect(exchanges.length).toBeGreaterThan(15);
  for (const { prompt, command, answer } of exchanges) {
    expect(console.prompt.trim(), command).toBe(prompt);
    const outcomes = await run(console, command);
    expect(
      outcomes.map((outcome) => outcome.error),
      command,
    ).toEqual([undefined]);
    expect(outcomes[0]!.lines, command).toEqual(answer);
  }
  const answers = exchanges.flatMap(({ answer }) => answer);
  expect(answers).toContain('tab8: waiting since 1.000 s');
  expect(answers).toContain('tab8: served since 1.004 s');
});

async function update(): Promise<void> {
  const console = consoleOn(readTutorial().scenario);
  await rewriteTutorial(async (command) => {
    const prompt = console.prompt.trim();
    const outcomes = await run(console, command);
    return {
      prompt,
      answer: outcomes.flatMap(({ lines, error }) => [...lines, ...(error === undefined ? [] : [error])]),
    };
  });
}
