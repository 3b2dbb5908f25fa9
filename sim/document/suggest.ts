/** The nearest known name to a misspelt one. */

/** A name may differ by a third of its letters, and by at least one. */
const LETTERS_PER_MISTAKE = 3;
const LONGEST_NAME = 64;
const SHORTEST_PART = 4;

/** The candidate nearest to `name`, or undefined when none is near. Case and `-` `_` don't count as differences. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > LONGEST_NAME) return undefined;
  const wanted = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / LETTERS_PER_MISTAKE)) + 1;
  let part: string | undefined;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    const distance = editDistance(wanted, folded);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
    if (part === undefined && wanted.length >= SHORTEST_PART && folded.includes(wanted)) part = candidate;
  }
  return best ?? part;
}

/** `did you mean "path"?`, or else the list of what there is. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? `expected one of ${listed(candidates)}` : `did you mean "${near}"?`;
}

const MOST_LISTED = 24;

/** `a, b, c`, cut where it gets long. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (rest > 0 ? `, … (${String(rest)} more)` : '');
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^config_/, '');
}

/** Levenshtein distance, with a swap of two neighbours counted as one. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
