/**
 * lws's lifecycle tags: `[wsisrv|0|adopted]`, logged when a thing comes and goes (`__lws_lc_tag`, `__lws_lc_untag`,
 * lib/core/logs.c).
 */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import { US_PER_SEC } from '../sizes.js';
import { LLL_NOTICE, type LwsLog } from './lws-log.js';

/** Bytes of `gutag` (lws-lifecycle, private-lib-core.h); a longer tag is cut. */
const GUTAG_BYTES = 96;
const ORDINAL_RADIX = 16;

/** Something that carries a tag. */
export interface Taggable {
  tag: string;
  /** Its group, once tagged. */
  tagGroup: TagGroup | undefined;
  /** Wall-clock microseconds at which it was tagged. */
  createdUs: number;
}

/** Things of one kind, numbered (`lws_lifecycle_group_t`). */
export class TagGroup {
  private ordinal = 0;
  private count = 0;

  constructor(
    private readonly log: LwsLog,
    private readonly nowUs: () => number,
    /** `wsi`, `wsisrv`, `wsicli` or `vh`. */
    readonly prefix: string,
  ) {}

  /** Gives a tag, or extends one already given. */
  tag(thing: Taggable, description: string): void {
    if (thing.tagGroup !== undefined) {
      thing.tag = `${thing.tag.slice(0, -1)}${description}]`;
      return;
    }
    const body = `[${this.prefix}|${(this.ordinal++).toString(ORDINAL_RADIX)}|${description}`;
    thing.tag = `${body.slice(0, GUTAG_BYTES - 2)}]`;
    thing.tagGroup = this;
    thing.createdUs = this.nowUs();
    this.count++;
    this.log.context(LLL_NOTICE, '__lws_lc_tag', ` ++ ${thing.tag} (${this.count})`);
  }

  /** Takes leave of a tagged thing; its tag stays readable. */
  untag(thing: Taggable): void {
    this.count--;
    const age = humanize(this.nowUs() - thing.createdUs);
    this.log.context(LLL_NOTICE, '__lws_lc_untag', ` -- ${thing.tag} (${this.count}) ${age}`);
    thing.tagGroup = undefined;
  }
}

const SECS_PER_MIN = 60;
const SECS_PER_HOUR = 3600;
const SECS_PER_DAY = 24 * SECS_PER_HOUR;
const SECS_PER_YEAR = 365 * SECS_PER_DAY;

/** Units of `humanize_schema_us` (lib/core/libwebsockets.c), largest first. */
const UNITS: readonly (readonly [name: string, us: number])[] = [
  ['y', SECS_PER_YEAR * US_PER_SEC],
  ['d', SECS_PER_DAY * US_PER_SEC],
  ['hr', SECS_PER_HOUR * US_PER_SEC],
  ['min', SECS_PER_MIN * US_PER_SEC],
  ['s', US_PER_SEC],
  ['ms', US_PER_MS],
];
const THOUSANDTHS = 1000;
const FRACTION_DIGITS = 3;
/** `decim` prints at most so many digits, the last ones. */
const MOST_DIGITS = 4;
/** 2^64: a clock that went back makes a duration wrap. */
const WRAP = 2n ** 64n;

/** A duration in microseconds as lws prints it: `200.000ms`, `5.166min`, `999μs`. */
export function humanize(us: number): string {
  let value = BigInt(us);
  if (value < 0n) value += WRAP;
  for (const [name, factor] of UNITS) {
    const unit = BigInt(factor);
    if (value < unit) continue;
    const thousandth = BigInt(factor / THOUSANDTHS);
    const fraction = ((value % unit) / thousandth).toString().padStart(FRACTION_DIGITS, '0');
    return `${decimal(value / unit)}.${fraction}${name}`;
  }
  return `${decimal(value)}\u00ce\u00bcs`;
}

function decimal(value: bigint): string {
  const digits = value.toString();
  return digits.length > MOST_DIGITS ? digits.slice(-MOST_DIGITS) : digits;
}
