/** Time as it passes for the user. Not `performance`, with which Node loads ten modules before a run has begun. */

import { MS_PER_S } from '../kernel/units.js';

const NS_PER_MS = 1_000_000;

/** Milliseconds since some time in the past. */
export function wallMs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * MS_PER_S + ns / NS_PER_MS;
}
