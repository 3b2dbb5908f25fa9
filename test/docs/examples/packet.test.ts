import { expect, test } from 'vitest';
import { simulate } from '../../../sim/index.js';

test('an RST in the window is challenged, the exact one is taken', () => {
  const run = simulate('test/docs/examples/packet-test.yaml');
  const seen = run.records.flatMap((record) =>
    record.k === 'cli' && record.ev === 'segment' && record.t > 1_000_000
      ? [`${record.t} ${record.fl} ${record.seq}:${record.ack} ${record.len}`]
      : [],
  );
  // The challenge ACK; then only the answer again, until the exact RST at 2 s.
  expect(seen).toEqual(['1002000 A 143:33 0', '1351000 PA 63:33 80']);
});
