import { readFile } from '../../sim/node/node-files.js';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { changeLines } from '../../sim/report/limits/limits-table.js';
import { changesSince, lockText, readLock } from '../../sim/limits/lock.js';
import type { LimitsReport } from '../../sim/limits/result.js';
import { complaintOf } from '../language/failure.js';
import { temporaryFiles } from '../language/temporary-files.js';

const REPORT: LimitsReport = {
  subject: { profile: 'esp32-idf-v5.3' },
  kinds: ['http'],
  set: [],
  vary: [{ name: 'httpd.max_open_sockets', values: [7, 8] }],
  max: 64,
  intervalMs: 50,
  cells: [
    {
      settings: [{ name: 'httpd.max_open_sockets', value: 7 }],
      kind: 'http',
      result: {
        status: 'limit',
        served: 7,
        next: { outcome: 'waiting', cause: { resource: 'sessions :80', size: 7, effect: 'not accepted' } },
      },
    },
    {
      settings: [{ name: 'httpd.max_open_sockets', value: 8 }],
      kind: 'http',
      result: { status: 'not-started', why: 'no' },
    },
  ],
};
const lockOf = (text: string) => readLock(readFile(join(temporaryFiles({ 'l.json': text }), 'l.json')));

describe('a lock file', () => {
  it('holds the report', () => {
    const lock = lockOf(lockText(REPORT));
    expect(lock.report).toEqual(REPORT);
    expect(changesSince(lock.report, REPORT)).toEqual([]);
    expect(changeLines({ ...lock, file: 'l.json' }, [], 2, lock.tool)).toEqual([
      'l.json: 2 limits, none changed',
    ]);
  });

  it('tells what has changed', () => {
    const [first] = REPORT.cells;
    const now: LimitsReport = {
      ...REPORT,
      cells: [{ ...first!, result: { status: 'no-limit', tried: 64 } }],
    };
    const lock = { file: 'l.json', tool: 'lwip-twin 0.0.1', report: REPORT };
    expect(changeLines(lock, changesSince(REPORT, now), 1, 'lwip-twin 0.1.0')).toEqual([
      'l.json: 2 of 1 limits changed',
      'The lock was written by lwip-twin 0.0.1; this is lwip-twin 0.1.0.',
      'httpd.max_open_sockets=7 http',
      '  - 7 · waiting · sessions :80 (7): not accepted',
      '  + 64 or more',
      'httpd.max_open_sockets=8 http',
      '  - no server · no',
      '  + not measured',
    ]);
  });

  it.each([
    ['', '1:1 not-one-document'],
    ['{}', '1:1 bad-lock: not a lock file of lwip-twin limits'],
    ['[1]', '1:1 bad-lock: not a lock file'],
    ['{', 'syntax'],
    [
      lockText(REPORT).replace('"version": 1', '"version": 2'),
      '3:14 bad-lock: a lock file of version 2; this lwip-twin reads version 1',
    ],
    [lockText(REPORT).replace('"max": 64', '"max": "x"'), 'bad-lock: damaged'],
    [lockText(REPORT).replace('"limit"', '"limits"'), 'bad-lock: damaged'],
  ])('is refused when it is none (%#)', (text, complaint) => {
    expect(complaintOf(() => lockOf(text))).toContain(complaint);
  });
});
