import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { simulate } from '../../sim/index.js';
import { scenarioSuite } from '../../sim/vitest.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const run = simulate(join(LIBRARY, 'eighth-client-waits.yaml'));
const CRASH = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 1s
timeline:
  - { at: 100ms, client: c, do: connect }
  - { at: 120ms, client: c, do: ws_open, path: /ws }
  - { at: 200ms, client: c, do: ws_text, text: "" }
`;

/** What a matcher says when it fails. */
function complaint(check: () => void): string {
  try {
    check();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no complaint';
}

describe('matchers', () => {
  test('of clients', () => {
    expect(run.client('tab1')).toBeServed();
    expect(run.client('tab8')).not.toBeServed();
    expect(run.client('tab8')).toHaveOutcome('waiting', 'sessions');
    expect(run.client('tab13')).toHaveOutcome('unanswered', 'sessions :80');
    expect(complaint(() => expect(run.client('tab8')).toBeServed())).toBe(
      'tab8: expected served, seen waiting\nsessions :80 7/7 (max_open_sockets) since 0.703 s held by tab1..tab7 (all idle since 0.121 s to 0.721 s): not accepted',
    );
  });

  test('of runs', () => {
    expect(run).toBeAsExpected();
    expect(run).toHaveOutcomes({ served: 7, waiting: 5, unanswered: 2 });
    expect(complaint(() => expect(run).toHaveOutcomes({ served: 14 }))).toBe(
      'other outcomes than expected\nserved: tab1..tab7\nwaiting: tab8..tab12\nunanswered: tab13, tab14',
    );
    expect(run).toHaveLogged('newfd', 7);
    expect(run).not.toHaveLogged(/error in accept/);
    expect(run).toHavePeak('sockets', 10);
    expect(complaint(() => expect(run).toHavePeak('sessions', 3))).toBe(
      'sessions: expected a peak of 3, seen 7',
    );
  });

  test('of crashes', () => {
    const crashed = simulate(CRASH);
    expect(crashed).toHaveCrashed('memory access fault');
    expect(crashed).not.toHaveCrashed('stack overflow');
    expect(run).not.toHaveCrashed();
    expect(complaint(() => expect(crashed).toBeAsExpected())).toContain('the device crashed in httpd');
  });

  test('a failed expectation is told with its limit and how to get there', () => {
    const failed = simulate({
      device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] },
      timeline: [{ at: '1s', client: 'c', do: 'connect' }],
      expect: [{ client: 'c', outcome: 'served' }],
    });
    expect(complaint(() => expect(failed).toBeAsExpected())).toMatch(
      /is not as expected\n\n<inline>:1:\d+: expected: c is served at the end\n {2}seen {5}idle\n/,
    );
  });
});

describe('what is no client, or no run', () => {
  test('is a type error, and fails, also behind not', () => {
    expect(() => {
      // @ts-expect-error a run is no client, and vitest must say so
      expect(run).not.toBeServed();
    }).toThrow("expect(run.client('tab8')).toBeServed(…)");
    expect(() => {
      // @ts-expect-error a run is no client, and vitest must say so
      expect(run).not.toHaveOutcome('served');
    }).toThrow(TypeError);
    expect(() => {
      // @ts-expect-error a client is no run, and vitest must say so
      expect(run.client('tab1')).not.toHaveCrashed();
    }).toThrow('toHaveCrashed is about a run');
    expect(() => {
      // @ts-expect-error a client is no run, and vitest must say so
      expect(run.client('tab1')).not.toHaveLogged('x');
    }).toThrow(TypeError);
    expect(() => {
      // @ts-expect-error neither, and vitest must say so
      expect(undefined).not.toBeAsExpected();
    }).toThrow(TypeError);
  });

  test('and so are words that do not exist', () => {
    expect(() => {
      // @ts-expect-error no such word, and vitest must say so
      expect(run.client('tab1')).not.toHaveOutcome('serve');
    }).toThrow('did you mean');
    expect(() => expect(run.client('tab8')).not.toHaveOutcome('waiting', 'sesions')).toThrow('sessions');
  });
});

test('a limit however far behind an outcome', () => {
  const text = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 20s
groups:
  - { name: tab, count: 14, stack: linux, start: { at: 1s, every: 100ms }, steps: [ { do: ws_open, path: /ws }, { do: hold } ] }
`;
  const last = simulate(text).client('tab14');
  expect(last).toHaveOutcome('unanswered', 'backlog');
  expect(last).toHaveOutcome('unanswered', 'sessions');
  expect(last).not.toHaveOutcome('unanswered', 'sockets');
});

const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-suite-'));
writeFileSync(join(folder, 'good.yaml'), `${CRASH}expect: [{ panic: true }]\n`);
writeFileSync(join(folder, 'cases.yaml'), `${CRASH}expect: [{ panic: /fault/ }]\nmatrix: { seed: [1, 2] }\n`);
afterAll(() => rmSync(folder, { recursive: true }));
scenarioSuite(`${folder}/**/*.yaml`);

test('a pattern that finds nothing is an error', () => {
  expect(() => scenarioSuite(`${LIBRARY}/*.nothing`)).toThrow('no scenario matches');
});
