/** The part of a run that is on the screen: zooming, moving, ticks. */

const US_PER_S = 1_000_000;
const US_PER_MIN = 60 * US_PER_S;
/** Never less than this is shown. */
const LEAST_US = 20;
const DECADE = 10;
const HALVES = [1, 2, 5];
/** Steps of ticks from a minute on, in seconds. */
const LONG_STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];

/** From and until, virtual microseconds. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Within the run, and not too narrow. */
export function clamped({ fromUs, toUs }: TimeRange, endUs: number): TimeRange {
  const width = Math.min(Math.max(toUs - fromUs, LEAST_US), endUs);
  const from = Math.min(Math.max(fromUs, 0), endUs - width);
  return { fromUs: from, toUs: from + width };
}

/** Larger or smaller by a factor, with one moment where it is. */
export function zoomed({ fromUs, toUs }: TimeRange, factor: number, aroundUs: number): TimeRange {
  return { fromUs: aroundUs - (aroundUs - fromUs) * factor, toUs: aroundUs + (toUs - aroundUs) * factor };
}

/** Moved so that a moment can be seen. */
export function showing(range: TimeRange, us: number): TimeRange {
  const { fromUs, toUs } = range;
  if (us >= fromUs && us <= toUs) return range;
  const half = (toUs - fromUs) / 2;
  return { fromUs: us - half, toUs: us + half };
}

/** Ticks at round times, about so many, with their texts. */
export function ticks(
  { fromUs, toUs }: TimeRange,
  about: number,
): { readonly us: number; readonly text: string }[] {
  const step = roundStep((toUs - fromUs) / Math.max(about, 1));
  const found = [];
  for (let us = Math.ceil(fromUs / step) * step; us <= toUs; us += step)
    found.push({ us, text: tickText(us, step) });
  return found;
}

function roundStep(us: number): number {
  if (us > (LONG_STEPS[0]! / 2) * US_PER_S) {
    return (LONG_STEPS.find((s) => s * US_PER_S >= us) ?? LONG_STEPS.at(-1)!) * US_PER_S;
  }
  const decade = DECADE ** Math.floor(Math.log10(Math.max(us, 1)));
  return (HALVES.find((one) => one * decade >= us) ?? DECADE) * decade;
}

/** `1.20 s` with as many digits as steps need; minutes and hours for long steps. */
function tickText(us: number, step: number): string {
  if (step >= US_PER_MIN) {
    const minutes = Math.round(us / US_PER_MIN);
    const [h, min] = [Math.floor(minutes / 60), minutes % 60];
    if (h === 0) return `${min} min`;
    return min === 0 ? `${h} h` : `${h} h ${min} min`;
  }
  const digits = Math.max(0, Math.ceil(-Math.log10(step / US_PER_S) - 1e-9));
  return `${(us / US_PER_S).toFixed(digits)} s`;
}
