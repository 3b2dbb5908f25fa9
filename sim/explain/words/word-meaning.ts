/** What a word is to people. */

/** A word with its meaning. */
export interface WordMeaning {
  /** As it is looked up, each of them. */
  readonly names: readonly string[];
  /** Texts that it stands for, where a part of them varies. */
  readonly pattern?: RegExp;
  readonly kind: string;
  readonly about: string;
  readonly shownBy?: string;
}
