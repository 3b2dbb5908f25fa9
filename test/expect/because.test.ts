/** Which limits a name behind `because` means. */

import { expect, test } from 'vitest';
import { parseCauseName } from '../../sim/expect/resource/resource-names.js';
import { isMeant } from '../../sim/resources/limit-name.js';
import { verdictOf } from './judged.js';

test.each([
  ['sessions', 'sessions :80', true],
  ['sessions :80', 'sessions :80', true],
  ['sessions :8', 'sessions :80', false],
  ['recv mbox', 'recv mbox c1', true],
  ['recv mbox', 'recv mbox udp :32768', false],
  ['task', 'task httpd', true],
  ['link', 'link', true],
  ['MEMP_TCP_PCB', 'MEMP_TCP_PCB_LISTEN', false],
])('%s: %s', (wanted, limit, means) => {
  expect(isMeant(parseCauseName(limit)!, parseCauseName(wanted)!)).toBe(means);
});

test('of a run', () => {
  expect(verdictOf('{ client: tab3, because: sessions }')).toBe('ok');
  expect(verdictOf('{ client: tab3, because: sockets }')).not.toBe('ok');
});
