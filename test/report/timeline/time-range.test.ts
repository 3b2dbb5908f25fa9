/** Zooming and ticks. */

import { describe, expect, it } from 'vitest';
import { clamped, showing, ticks, zoomed } from '../../../sim/report/timeline/time-range.js';

const MIN = 60_000_000;

describe('the shown part of a run', () => {
  it('stays within the run', () => {
    expect(clamped({ fromUs: -50, toUs: 50 }, 1000)).toEqual({ fromUs: 0, toUs: 100 });
    expect(clamped({ fromUs: 980, toUs: 1080 }, 1000)).toEqual({ fromUs: 900, toUs: 1000 });
    expect(clamped({ fromUs: -500, toUs: 5000 }, 1000)).toEqual({ fromUs: 0, toUs: 1000 });
    expect(clamped({ fromUs: 500, toUs: 501 }, 1000)).toEqual({ fromUs: 500, toUs: 520 });
  });

  it('zooms around a moment, and moves to another', () => {
    expect(zoomed({ fromUs: 0, toUs: 1000 }, 0.5, 200)).toEqual({ fromUs: 100, toUs: 600 });
    expect(showing({ fromUs: 0, toUs: 100 }, 50)).toEqual({ fromUs: 0, toUs: 100 });
    expect(showing({ fromUs: 0, toUs: 100 }, 500)).toEqual({ fromUs: 450, toUs: 550 });
  });

  it.each([
    [{ fromUs: 0, toUs: 20_000_000 }, 5, ['0 s', '5 s', '10 s', '15 s', '20 s']],
    [{ fromUs: 1_000_000, toUs: 1_002_000 }, 4, ['1.0000 s', '1.0005 s', '1.0010 s', '1.0015 s', '1.0020 s']],
    [{ fromUs: 0, toUs: 20 * MIN }, 4, ['0 min', '5 min', '10 min', '15 min', '20 min']],
    [{ fromUs: 60 * MIN, toUs: 120 * MIN }, 2, ['1 h', '1 h 30 min', '2 h']],
  ])('%j: ticks at round times', (range, about, texts) => {
    expect(ticks(range, about).map(({ text }) => text)).toEqual(texts);
  });
});
