/** What a word is to people. */

/** A word with its meaning. */
export interface WordMeaning {
  /** As it is looked up, each of them. */
  readonly names: readonly string[];
  readonly kind: string;
  readonly about: string;
  readonly shownBy?: string;
}
