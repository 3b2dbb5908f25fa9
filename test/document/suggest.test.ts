import { describe, expect, it } from 'vitest';

import { parseDuration } from '../../sim/document/duration.js';
import { nearest } from '../../sim/document/suggest.js';

describe('the nearest name', () => {
  it.each([
    ['recv_wait_timeot', 'recv_wait_timeout'],
    ['RECV-WAIT-TIMEOUT', 'recv_wait_timeout'],
    ['backlog', 'backlog_conn'],
    ['opne', 'open'],
    ['zebra', undefined],
  ])('%s: %s', (name, expected) => {
    expect(nearest(name, ['recv_wait_timeout', 'backlog_conn', 'open', 'at'])).toBe(expected);
  });
});

describe('durations', () => {
  it.each([
    ['0ms', 0],
    ['1us', 1],
    ['1.1s', 1_100_000],
    ['0.3ms', 300],
    ['2min', 120_000_000],
    ['24h', 86_400_000_000],
  ])('%s is %d us', (text, us) => {
    expect(parseDuration(text)).toBe(us);
  });
});
