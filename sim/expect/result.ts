/** What came of the expectations of a run. */

import type { SourcePlace } from '../document/place.js';

/** Something that was not as expected. */
export interface ExpectationFailure {
  readonly kind: 'failed' | 'bad-input';
  readonly place: SourcePlace;
  /** `tab8 is served at the end`; for bad input what is wrong. */
  readonly expected: string;
  /** What was there instead. */
  readonly seen: string;
  /** When. */
  readonly timeUs: number;
  /** Since when, where that was before. */
  readonly sinceUs?: number | undefined;
  /** Limits and their holders, and other circumstances. */
  readonly why: readonly string[];
  /** It is expected of every device, and stands in no file. */
  readonly isBuiltIn?: true;
  /** `bad-input`: what would be right. */
  readonly hint?: string | undefined;
}

/** Something that its author can hardly have meant, although nothing has failed. */
export interface ExpectationWarning {
  readonly place: SourcePlace;
  readonly message: string;
}

/** The verdict on a run. */
export interface RunVerdict {
  /** Failures in the order of the file, steps of groups first. */
  readonly failures: readonly ExpectationFailure[];
  /** How many expectations there were, steps included. */
  readonly count: number;
  /** Nothing was expected: it was judged by whether everything that was asked was answered. */
  readonly isBuiltIn: boolean;
  readonly warnings: readonly ExpectationWarning[];
  /** Why the device stopped, where no expectation asks for that. */
  readonly unexpectedEnd: string | undefined;
  /** It did not crash but hangs in one instant. */
  readonly hangs: boolean;
}
