/** Files under way: whoever sees the process end before they are complete removes them. */

import { rmSync } from 'node:fs';

/** Those of this thread; told of changes, so that somebody else can remove them when this thread can't. */
const underWay = new Set<string>();
let onChange: (partials: readonly string[]) => void = () => undefined;

/** Tells of every partial file from now on, whenever one appears or goes. */
export function watchPartials(listener: (partials: readonly string[]) => void): void {
  onChange = listener;
}

/** A file has begun, or is complete or gone. */
export function notePartial(file: string, isUnderWay: boolean): void {
  if (isUnderWay) underWay.add(file);
  else underWay.delete(file);
  onChange([...underWay]);
}

/** Removes all files under way: the process ends before they are complete. */
export function discardPartials(partials: Iterable<string> = underWay): void {
  for (const file of partials) rmSync(file, { force: true });
}
