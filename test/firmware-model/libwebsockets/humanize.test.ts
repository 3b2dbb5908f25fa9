import { expect, it } from 'vitest';
import { humanize } from '../../../firmware-model/libwebsockets/context/lifecycle-tags.js';

it.each([
  [0, '0\u00ce\u00bcs'],
  [999, '999\u00ce\u00bcs'],
  [1_000, '1.000ms'],
  [200_000, '200.000ms'],
  [999_999, '999.999ms'],
  [15_010_000, '15.010s'],
  [310_000_000, '5.166min'],
  [7_200_000_000, '2.000hr'],
])('%i us is %s', (us, text) => {
  expect(humanize(us)).toBe(text);
});

it('takes a clock that went back for centuries', () => {
  expect(humanize(-1)).toMatch(/y$/);
});
