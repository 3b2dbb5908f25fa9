/**
 * ESP-IDF's releases as data: which there are, what differs, and what one of them does.
 *
 * To add a release: its number in tags.ts; a change that it brings is one more `since` or `until`, or an entry of its own
 * here and one place in the model that asks for it.
 */

import type { Difference } from './difference.js';
import { EXAMPLE_DIFFERENCES } from './examples.js';
import { isInRange, type Tag } from './release.js';
import { REQUEST_DIFFERENCES } from './requests.js';
import { SERVER_DIFFERENCES } from './server.js';
import { STACK_DIFFERENCES } from './stack.js';
import { WEBSOCKET_DIFFERENCES } from './websocket.js';

export type { Concern, Difference } from './difference.js';
export {
  branchOf,
  compareReleases,
  isInRange,
  rangeText,
  releaseNumber,
  type ReleaseRange,
  type Tag,
} from './release.js';
export { NEWEST, RELEASES, TRACED } from './tags.js';

/** Every named difference. */
export const DIFFERENCES = {
  ...SERVER_DIFFERENCES,
  ...REQUEST_DIFFERENCES,
  ...WEBSOCKET_DIFFERENCES,
  ...EXAMPLE_DIFFERENCES,
  ...STACK_DIFFERENCES,
} as const satisfies Record<string, Difference>;

export type DifferenceName = keyof typeof DIFFERENCES;

/** All names, in the order of the tables. */
export const DIFFERENCE_NAMES = Object.keys(DIFFERENCES) as readonly DifferenceName[];

/** One release's ways: of each difference, whether the release is in its range. */
export type FirmwareTraits = Readonly<Record<DifferenceName, boolean>>;

/** A difference by its name. */
export function difference(name: DifferenceName): Difference {
  return DIFFERENCES[name];
}

/** What a release does. */
export function traitsOf(release: Tag): FirmwareTraits {
  return Object.fromEntries(
    DIFFERENCE_NAMES.map((name) => [name, isInRange(release, difference(name))]),
  ) as Record<DifferenceName, boolean>;
}

/** The differences in which two releases are not the same. */
export function differencesBetween(from: Tag, to: Tag): DifferenceName[] {
  const [before, after] = [traitsOf(from), traitsOf(to)];
  return DIFFERENCE_NAMES.filter((name) => before[name] !== after[name]);
}
