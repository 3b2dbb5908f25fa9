/** Reasons of callbacks have the numbers of lws-callbacks.h: code of the device prints and compares them. */

import { expect, it } from 'vitest';

import { LWS_CALLBACK_NUMBER } from '../../../firmware-model/libwebsockets/callback/callback-reasons.js';

/** From the first to the last of a row. */
function row(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

it('numbers, with the gaps of what the SDK does not build', () => {
  expect(Object.values(LWS_CALLBACK_NUMBER)).toEqual([
    ...row(0, 14),
    ...row(16, 22),
    ...[24, 27, 28, 29, 30, 31, 38],
    ...row(44, 50),
    ...[53, 57, 59, 60, 61, 62, 71, 72, 73],
    ...row(75, 82),
    ...[85, 86, 101, 104, 105, 1000],
  ]);
});
