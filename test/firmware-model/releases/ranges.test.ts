import { describe, expect, it } from 'vitest';

import {
  branchOf,
  compareReleases,
  isInRange,
  NEWEST,
  rangeText,
  releaseNumber,
  RELEASES,
  type Tag,
} from '../../../firmware-model/releases/index.js';

const BACK_PORTED = { since: ['v5.3.4', 'v5.4.3', 'v5.5.1'] } as const;

describe('a range with back-ports', () => {
  it.each<[Tag, boolean]>([
    ['v5.3.3', false],
    ['v5.3.4', true],
    ['v5.4', false],
    ['v5.4.2', false],
    ['v5.4.3', true],
    ['v5.5', false],
    ['v5.5.1', true],
    ['v5.2.7', false],
    ['v6.0', true],
    ['v6.1-beta1', true],
  ])('%s: %s', (release, expected) => {
    expect(isInRange(release, BACK_PORTED)).toBe(expected);
  });

  it('ends in each branch of its own', () => {
    const range = { since: ['v4.4'], until: ['v5.5.5', 'v6.0.2'] } as const;
    const inside = (
      ['v4.2', 'v4.4', 'v5.4.4', 'v5.5.4', 'v5.5.5', 'v6.0.1', 'v6.0.2', 'v6.1-beta1'] as const
    ).filter((release) => isInRange(release, range));
    expect(inside).toEqual(['v4.4', 'v5.4.4', 'v5.5.4', 'v6.0.1']);
  });

  it('is said in words', () => {
    expect(rangeText(BACK_PORTED)).toBe('since v5.3.4, v5.4.3 and v5.5.1');
    expect(rangeText({ until: ['v5.0'] })).toBe('from the first, until v5.0');
  });
});

describe('releases', () => {
  it('are in order, the beta before the release it becomes', () => {
    expect([...RELEASES].sort(compareReleases)).toEqual(RELEASES);
    expect(compareReleases('v6.1-beta1', 'v6.1')).toBeLessThan(0);
  });

  it('have a newest patch a branch, which the short name means', () => {
    for (const [branch, newest] of NEWEST) {
      const patches = RELEASES.filter((release) => branchOf(release) === branch && !release.includes('beta'));
      expect(patches.at(-1)).toBe(newest);
    }
  });

  it('are tags', () => {
    expect(() => releaseNumber('v5.3-rc1' as Tag)).toThrow('no ESP-IDF release: v5.3-rc1');
  });
});
