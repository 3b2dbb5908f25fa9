import { expect, test } from 'vitest';
import { simulate } from '../../../sim/index.js';
import { scenarioSuite } from '../../../sim/vitest.js';

test('the eighth tab waits for a session', () => {
  const run = simulate('scenarios/eighth-client-waits.yaml');
  expect(run).toBeAsExpected();
  expect(run.client('tab8')).toHaveOutcome('waiting', 'sessions :80');
  expect(run).toHavePeak('sockets', 10);
});

test('with LRU purge it is served', () => {
  const run = simulate('scenarios/eighth-client-waits.yaml', {
    set: { 'httpd.lru_purge_enable': true },
  });
  expect(run.client('tab8')).toBeServed();
});

// Every file, and every case of a matrix, a test of its own.
scenarioSuite('test/docs/examples/*.yaml');
