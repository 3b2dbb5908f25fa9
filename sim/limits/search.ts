/** The largest number for which something holds, if it holds for all smaller ones. */

/** The largest `n` up to `max` with `holds(n)`, 0 if there is none. Asks for each number once at most. */
export function largest(max: number, holds: (n: number) => boolean): number {
  let good = 0;
  let bad = max + 1;
  for (let step = 1; good < max && bad > max; step *= 2) {
    const next = Math.min(good + step, max);
    if (holds(next)) good = next;
    else bad = next;
  }
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
