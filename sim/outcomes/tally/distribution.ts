/** Many times as a few numbers: how often each was seen, so that percentiles are exact and a million samples are small. */

/** With more different values than this they are kept to three digits. */
const MOST_VALUES = 4096;
const KEPT_DIGITS = 3;
const PERCENT = 100;

/** A collection of times. */
export class Distribution {
  count = 0;
  max = 0;
  private values = new Map<number, number>();
  private isRounded = false;

  /** Adds a sample, `times` times. */
  add(value: number, times = 1): void {
    this.count += times;
    if (value > this.max) this.max = value;
    const key = this.isRounded ? rounded(value) : value;
    this.values.set(key, (this.values.get(key) ?? 0) + times);
    if (this.isRounded || this.values.size <= MOST_VALUES) return;
    this.isRounded = true;
    const before = this.values;
    this.values = new Map();
    for (const [one, n] of before) this.values.set(rounded(one), (this.values.get(rounded(one)) ?? 0) + n);
  }

  /** Adds all samples of another. */
  addAll(other: Distribution): void {
    const { max } = this;
    for (const [value, times] of other.values) this.add(value, times);
    this.max = Math.max(max, other.max);
  }

  /** Nearest rank: the smallest value that this share of the samples does not exceed. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / PERCENT) * this.count));
    let seen = 0;
    for (const [value, times] of [...this.values].sort(([a], [b]) => a - b)) {
      seen += times;
      if (seen >= rank) return Math.min(value, this.max);
    }
    return this.max;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(KEPT_DIGITS));
}
