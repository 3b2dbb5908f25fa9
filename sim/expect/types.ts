/** Whom expectations are about, and when they must hold. */

/** When the conditions must hold; `fromUs` and `toUs` also bound what is counted. */
export interface When {
  readonly kind: 'end' | 'at' | 'always' | 'never' | 'eventually';
  /** `at`: the moment. */
  readonly atUs: number;
  readonly fromUs: number;
  /** Infinity: the end of the run. */
  readonly toUs: number;
}

/** Which connections of a client are meant: one by its number, all, or the newest. */
export type ConnectionChoice = number | 'all' | 'newest';

/** Clients by their names. */
export interface ClientSelector {
  /** As written. */
  readonly text: string;
  readonly clients: readonly string[];
  readonly connection: ConnectionChoice;
}
