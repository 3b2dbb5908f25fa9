/** The verdict on one case of a check: plain values, so that workers, JSON files and reports share it. */

/**
 * `crashed`: the device panicked; `hangs`: it is in a livelock; and nobody expected that. `timed-out`: the run took more
 * wall time than it was given; `internal`: a bug of lwip-twin.
 */
export const CASE_STATUSES = [
  'passed',
  'failed',
  'bad-input',
  'timed-out',
  'crashed',
  'hangs',
  'internal',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** Something that was not as expected. */
export interface CaseFailure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly seen: string;
  readonly timeUs: number;
  /** Since when it was so, where that was before. */
  readonly sinceUs?: number;
  readonly why: readonly string[];
  /** Command that steps to that moment. */
  readonly goto: string;
}

/** Something that its author can hardly have meant, although nothing has failed. */
export interface CaseWarning {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** One case: a scenario, a combination of its matrix, a seed. */
export interface CaseResult {
  /** The scenario's file, as it was found. */
  readonly file: string;
  /** Its name, with what tells its cases apart: `many-tabs [sockets=4]`. */
  readonly name: string;
  /** Absent where the scenario could not be read. */
  readonly seed?: number;
  readonly status: CaseStatus;
  /** How many expectations were judged. */
  readonly expectations: number;
  /**
   * The scenario expects nothing, and was judged by the built-in expectations: every server starts, everything that was
   * asked is answered.
   */
  readonly builtIn?: true;
  readonly failures: readonly CaseFailure[];
  readonly warnings?: readonly CaseWarning[];
  /** Warnings count as failures. */
  readonly strict?: true;
  /** Why the device stopped, unexpectedly, and when. */
  readonly crash?: { readonly why: string; readonly timeUs: number; readonly goto: string };
  /** `bad-input`, `timed-out`, `internal`: what is wrong, and where. */
  readonly complaint?: Complaint;
  /** It is as expected in the strict order of tasks, and in so many others. */
  readonly orders?: number;
  /** It is so in another order of tasks than the strict one: found with a seed, and shown by so few switches. */
  readonly interleaving?: { readonly seed: number; readonly switches: number };
  /** Command that repeats the case. */
  readonly replay?: string;
}

/** What is wrong with a scenario. */
export interface Complaint {
  /** With a code frame and hints, as on the console. */
  readonly text: string;
  /** The first complaint alone. */
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Cases by status. */
export function totals(results: readonly CaseResult[]): Readonly<Record<CaseStatus, number>> {
  const counts = Object.fromEntries(CASE_STATUSES.map((status) => [status, 0])) as Record<CaseStatus, number>;
  for (const { status } of results) counts[status]++;
  return counts;
}

/** The same case where warnings are failures, too. */
export function strictly(result: CaseResult): CaseResult {
  const { warnings = [], status } = result;
  if (warnings.length === 0) return result;
  return { ...result, strict: true, status: status === 'passed' ? 'failed' : status };
}
