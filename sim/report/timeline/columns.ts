/** Columns of numbers that grow, and values that are told once. */

/** Times as differences to the one before. */
export function differences(times: readonly number[]): number[] {
  return times.map((time, i) => (i === 0 ? time : time - times[i - 1]!));
}

/** The times that were. */
export function summedUp(steps: readonly number[]): Float64Array {
  const times = new Float64Array(steps.length);
  let sum = 0;
  for (let i = 0; i < times.length; i++) times[i] = sum += steps[i]!;
  return times;
}

/** Gives each value a number, the same one again for the same value. */
export class Numbered<T> {
  readonly all: T[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly keyOf: (value: T) => string) {}

  /** Its number, from 0. */
  of(value: T): number {
    const key = this.keyOf(value);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.all.length;
      this.all.push(value);
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** How many of sorted `times` are at or before `timeUs`. */
export function countUntil(times: ArrayLike<number>, timeUs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
