/** What a release does not have is an error at the place that asks for it, with the releases that have it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { simulate } from '../../../sim/index.js';

const HEAD = 'name: one\nuntil: 1s\n';

/** The error of a scenario, as text; `none` without one. */
function problem(device: string): string {
  try {
    simulate({ text: `${HEAD}device: ${device}\ntimeline: []\n` });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a scenario', () => {
  it.each([
    ['{ profile: esp32-idf-v5.1, apps: [async] }', /3:\d+: esp32-idf-v5\.1 has no app async.*since v5\.2/],
    ['{ profile: esp32-idf-v5.3, apps: [simple], httpd: { max_req_hdr_len: 2048 } }', /3:\d+: .*since v5\.5/],
    [
      '{ profile: esp32-idf-v4.4, apps: [simple], sdkconfig: { CONFIG_HTTPD_QUEUE_WORK_BLOCKING: true } }',
      /3:\d+: /,
    ],
  ])('%s asks for too much', (device, message) => {
    expect(problem(device)).toMatch(message);
  });

  it.each([
    '{ profile: esp32-idf-v5.2, apps: [async], sdkconfig: { CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS: 3 } }',
    '{ profile: esp32-idf-v5.5, apps: [simple], httpd: { max_req_hdr_len: 2048 } }',
    '{ profile: lwip-pools, apps: [simple] }',
  ])('%s is fine', (device) => {
    expect(problem(device)).toBe('none');
  });
});

describe("a user's module", () => {
  it('gets the line that uses what its release lacks', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const module = join(folder, 'app.mjs');
    writeFileSync(
      module,
      `export const app = (context, esp) => ({
  register(server) {
    esp.httpd_register_uri_handler(server, { uri: '/any', method: esp.HTTP_ANY, handler: () => 0 });
  },
});
`,
    );
    expect(problem(`{ profile: esp32-idf-v5.2, apps: ["${module}"] }`)).toMatch(
      /app\.mjs:3:\d+: this release has no HTTP_ANY \(since v5\.3\)/,
    );
    expect(problem(`{ profile: esp32-idf-v5.3, apps: ["${module}"] }`)).toBe('none');
  });
});
