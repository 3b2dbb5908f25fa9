import { describe, expect, it } from 'vitest';
import { Random } from '../../sim/kernel/random.js';
import { serializeRecord, Trace } from '../../sim/kernel/trace.js';

describe('the trace', () => {
  it('asks for nothing that nobody listens to, and delivers in order', () => {
    const trace = new Trace();
    expect(Object.values(trace.wants)).not.toContain(true);
    const seen: string[] = [];
    trace.subscribe(['cli'], (record) => seen.push(`a ${record.k}`));
    trace.subscribe(['cli', 'log'], (record) => seen.push(`b ${record.k}`), 'W');
    trace.emit({ t: 0, k: 'cli', c: 'c1', ev: 'eof' });
    trace.emit({ t: 0, k: 'end' });
    expect(seen).toEqual(['a cli', 'b cli']);
    expect(trace.wants.seg).toBe(false);
    expect(trace.logRank).toBe(2);
  });

  it('escapes what is not plain ASCII as the reference traces do', () => {
    const line = serializeRecord({ t: 1, k: 'log', lv: 'I', tag: 't', msg: 'a\u0001\u007f\u00e8\r\n"' });
    expect(line).toBe('{"t":1,"k":"log","lv":"I","tag":"t","msg":"a\\u0001\\u007f\\u00e8\\r\\n\\""}');
  });
});

describe('random numbers', () => {
  it('depend on the seed and the name of the stream only', () => {
    const draw = (random: Random) => Array.from({ length: 5 }, () => random.int(0, 1000));
    expect(draw(new Random(7))).toEqual(draw(new Random(7)));
    expect(draw(new Random(7))).not.toEqual(draw(new Random(8)));
    const parent = new Random(7);
    parent.int(0, 9);
    expect(draw(parent.fork('link'))).toEqual(draw(new Random(7).fork('link')));
    const fraction = new Random(3).fraction();
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThan(1);
  });
});
