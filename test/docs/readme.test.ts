/** The README shows what the tool prints. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { TOOL_NAME, TOOL_VERSION } from '../../sim/version.js';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The first fenced block of a language. */
function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme);
  if (found === null) throw new Error(`the README has no block of ${language}`);
  return found[1]!;
}

describe('the README', () => {
  it("shows the eighth client's end as the tool prints it", () => {
    const run = simulate(join(ROOT, 'scenarios/eighth-client-waits.yaml'));
    expect(run.summaryText()).toContain(block('text').trimEnd());
  });

  it('has a scenario that runs, and whose expectation fails as the text says', () => {
    const run = simulate({ text: block('yaml') });
    expect(run.client('phone').outcome).toBe('waiting');
    expect(run.why('phone')).toContain(
      'sessions :80 2/2 (max_open_sockets) since 0.203 s held by tab1, tab2',
    );
    expect(run.verdict.status).toBe('failed');
  });
});

describe('the version', () => {
  it("is package.json's", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['version']).toBe(TOOL_VERSION);
    expect(manifest['name']).toBe(TOOL_NAME);
  });
});
