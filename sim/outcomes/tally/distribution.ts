/** Many times as a few numbers: how often each was seen, so that percentiles are exact and a million samples are small. */

/** With more different values than this they are kept to three digits. */
const MOST_VALUES = 4096;
const KEPT_DIGITS = 3;
const PERCENT = 100;

/** A collection of times. */
export class Distribution {
  count = 0;
  max = 0;
  /** How often each value was seen; undefined while there is but one value, {@link only}: most clients ask once. */
  private values: Map<number, number> | undefined;
  private only = 0;
  private isRounded = false;

  /** Adds a sample, `times` times. */
  add(value: number, times = 1): void {
    const before = this.count;
    this.count += times;
    if (value > this.max) this.max = value;
    if (this.values === undefined) {
      if (before === 0) this.only = value;
      if (this.only === value) return;
      this.values = new Map([[this.only, before]]);
    }
    const key = this.isRounded ? rounded(value) : value;
    this.values.set(key, (this.values.get(key) ?? 0) + times);
    if (!this.isRounded && this.values.size > MOST_VALUES) this.round(this.values);
  }

  /** Adds all samples of another. */
  addAll(other: Distribution): void {
    const { max } = this;
    for (const [value, times] of other.samples()) this.add(value, times);
    this.max = Math.max(max, other.max);
  }

  /** Nearest rank: the smallest value that this share of the samples does not exceed. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / PERCENT) * this.count));
    let seen = 0;
    for (const [value, times] of [...this.samples()].sort(([a], [b]) => a - b)) {
      seen += times;
      if (seen >= rank) return Math.min(value, this.max);
    }
    return this.max;
  }

  /** Values and how often each was seen. */
  private samples(): Iterable<readonly [number, number]> {
    if (this.values !== undefined) return this.values;
    return this.count === 0 ? [] : [[this.only, this.count]];
  }

  private round(exact: ReadonlyMap<number, number>): void {
    const values = new Map<number, number>();
    for (const [one, n] of exact) values.set(rounded(one), (values.get(rounded(one)) ?? 0) + n);
    this.values = values;
    this.isRounded = true;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(KEPT_DIGITS));
}
