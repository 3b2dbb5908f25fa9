/** What is said of releases and lines of the console, held against the console of the real code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { CONSOLE_CHANGES, printsLine, releasesOfLine } from '../../../firmware-model/releases/console.js';
import {
  branchOf,
  DIFFERENCE_NAMES,
  difference,
  isInRange,
  RELEASES,
  TRACED,
} from '../../../firmware-model/releases/index.js';
import { casesIn } from '../../conformance/case.js';

const CASES = join(import.meta.dirname, '../../conformance');
const LINE = /"k":"log","lv":"(.)".*?"msg":("(?:[^"\\]|\\.)*")/g;

/** Every line of the traces of a release once, with its level. */
function linesOf(folder: string): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { traceFile } of casesIn(join(CASES, folder))) {
    const text = gunzipSync(readFileSync(traceFile)).toString();
    for (const [, level = '', msg = ''] of text.matchAll(LINE)) lines.set(JSON.parse(msg) as string, level);
  }
  return lines;
}

describe.each(TRACED.filter((tag) => tag !== 'v4.2'))('the traces of %s', (release) => {
  const lines = linesOf(`versions-${branchOf(release)}`);

  it('have no line that the release does not print', () => {
    expect(lines.size).toBeGreaterThan(50);
    expect([...lines.keys()].filter((line) => !printsLine(release, line))).toEqual([]);
  });

  it('have accept failures at the level that is told', () => {
    for (const [line, level] of lines)
      if (/error in accept \(/.test(line)) expect(level).toBe(release === 'v4.4.8' ? 'W' : 'E');
  });
});

it('every difference of the console alone is told of the lines that differ', () => {
  // Which function names itself in a line of debug output, and when the examples say nothing.
  const untold = ['sessionsCloseTheirSockets', 'exampleChecksStop'];
  const ranges = CONSOLE_CHANGES.map(({ range }) => JSON.stringify([range.since, range.until]));
  const missing = DIFFERENCE_NAMES.filter((name) => {
    const { concern, since, until } = difference(name);
    return concern === 'log' && !ranges.includes(JSON.stringify([since, until]));
  });
  expect(missing.filter((name) => !untold.includes(name))).toEqual([]);
});

it('no range is of all releases, or of none', () => {
  const counts = CONSOLE_CHANGES.map(({ range }) => RELEASES.filter((one) => isInRange(one, range)).length);
  expect(counts.filter((count) => count === 0 || count === RELEASES.length)).toEqual([]);
});

it.each([
  ['httpd_accept_conn: error in accept (23)', 'since v5.0.1: "error in accept"'],
  [
    'httpd_queue_work: ctrl socket queue full, work not queued',
    'since v5.5.5 and v6.1-beta1; others do not print it',
  ],
  ['parse_block: request URI/header too long', 'from the first, until v5.5; others do not print it'],
  ['httpd_sock_err: error in recv : 104', 'all that are modelled, v4.2 to v6.1-beta1'],
])('%s: %s', (line, words) => {
  expect(releasesOfLine(line).join('\n')).toContain(words);
});
