/** The vocabulary of outcomes, as scenarios write it; what each word means stands in `report/outcome-types.ts`. */
export const OUTCOME_WORDS = [
  'served',
  'idle',
  'waiting',
  'closed',
  'reset',
  'purged',
  'refused',
  'unanswered',
  'gave-up',
] as const;

/** One of {@link OUTCOME_WORDS}. */
export type OutcomeWord = (typeof OUTCOME_WORDS)[number];
