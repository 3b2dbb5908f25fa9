/**
 * The releases of ESP-IDF that are modelled: every tag of the branches, and which of them were traced.
 *
 * All of them were read (components/esp_http_server, components/lwip, examples/protocols/http_server at each tag).
 */

import type { Tag } from './release.js';

/** Branches with their newest patch release. v4.2 stands for the log in ESP-IDF's own README. */
const BRANCHES: readonly (readonly [branch: Tag, newestPatch: number])[] = [
  ['v4.2', 0],
  ['v4.4', 8],
  ['v5.0', 9],
  ['v5.1', 7],
  ['v5.2', 7],
  ['v5.3', 5],
  ['v5.4', 4],
  ['v5.5', 5],
  ['v6.0', 2],
];

/** Released under a name of its own until v6.1 is. */
const BETA: Tag = 'v6.1-beta1';

/** Tags of a branch, oldest first. */
function tagsOf(branch: Tag, newestPatch: number): Tag[] {
  const patches = Array.from({ length: newestPatch }, (_, i): Tag => `${branch}.${i + 1}` as Tag);
  return [branch, ...patches];
}

/** Every modelled release, oldest branch first. */
export const RELEASES: readonly Tag[] = [...BRANCHES.flatMap((branch) => tagsOf(...branch)), BETA];

/** The newest patch of each branch, under the branch's own name. */
export const NEWEST: ReadonlyMap<Tag, Tag> = new Map(
  BRANCHES.map(([branch, patch]): [Tag, Tag] => [branch, tagsOf(branch, patch).at(-1)!]),
);

/** Releases whose real code made the reference traces (conformance/README.md); v4.2 through its documented log only. */
export const TRACED: readonly Tag[] = ['v4.2', 'v4.4.8', 'v5.1.6', 'v5.3.5', 'v5.5.5', 'v6.0.2'];
