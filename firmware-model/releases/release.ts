/**
 * Releases of ESP-IDF and ranges of them.
 *
 * ESP-IDF keeps several minor branches alive and back-ports to them, so that a change does not begin at one release but
 * at one a branch: `v5.3.4`, `v5.4.3`, `v5.5.1` and everything newer than v5.5.
 */

/** A release's tag. */
export type Tag = `v${number}.${number}` | `v${number}.${number}.${number}` | `v${number}.${number}-beta1`;

/** A tag's numbers; the beta comes before patch 0. */
export interface ReleaseNumber {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

const TAG = /^v(\d+)\.(\d+)(?:\.(\d+))?(-beta1)?$/;
const BETA = -1;

const known = new Map<Tag, ReleaseNumber>();

/** The numbers of a tag. Throws `RangeError` for anything that is no tag. */
export function releaseNumber(tag: Tag): ReleaseNumber {
  // Options of all profiles ask for the numbers of sixty tags tens of thousands of times.
  let number = known.get(tag);
  if (number === undefined) known.set(tag, (number = numberOf(tag)));
  return number;
}

function numberOf(tag: Tag): ReleaseNumber {
  const [, major, minor, patch = '0', beta] = TAG.exec(tag) ?? [];
  if (major === undefined || minor === undefined) throw new RangeError(`no ESP-IDF release: ${tag}`);
  return { major: Number(major), minor: Number(minor), patch: beta === undefined ? Number(patch) : BETA };
}

/** `v5.3` of `v5.3.4`. */
export function branchOf(tag: Tag): Tag {
  const { major, minor } = releaseNumber(tag);
  return `v${major}.${minor}`;
}

function isSameBranch(a: Tag, b: Tag): boolean {
  const [x, y] = [releaseNumber(a), releaseNumber(b)];
  return x.major === y.major && x.minor === y.minor;
}

/** Negative when `a` is older than `b`, by number and not by date. */
export function compareReleases(a: Tag, b: Tag): number {
  const [x, y] = [releaseNumber(a), releaseNumber(b)];
  return x.major - y.major || x.minor - y.minor || x.patch - y.patch;
}

/**
 * Is a change that `starts` lists in a release? In a branch that is named there, from that patch on; in branches newer
 * than the newest one named, always; in others never.
 */
export function isInFrom(release: Tag, starts: readonly Tag[]): boolean {
  const inBranch = starts.find((start) => isSameBranch(start, release));
  if (inBranch !== undefined) return compareReleases(release, inBranch) >= 0;
  return starts.every((start) => compareReleases(release, start) > 0);
}

/** A range of releases: `since` these (from the first one on unless given), `until` those (to the last one). */
export interface ReleaseRange {
  readonly since?: readonly Tag[];
  /** The first releases of their branches that are out of the range again. */
  readonly until?: readonly Tag[];
}

/** Is a release in a range? */
export function isInRange(release: Tag, { since, until }: ReleaseRange): boolean {
  if (since !== undefined && !isInFrom(release, since)) return false;
  return until === undefined || !isInFrom(release, until);
}

/** `v5.3.4, v5.4.3 and v5.5.1 on`. */
export function rangeText({ since, until }: ReleaseRange): string {
  const from = since === undefined ? 'from the first' : `since ${listed(since)}`;
  return until === undefined ? from : `${from}, until ${listed(until)}`;
}

function listed(tags: readonly Tag[]): string {
  return tags.length < 2 ? tags.join('') : `${tags.slice(0, -1).join(', ')} and ${tags.at(-1) ?? ''}`;
}
