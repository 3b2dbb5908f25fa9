/** Who holds a place among the connections of a server. */

/** An open session. */
export interface SessionHold {
  readonly client: string;
  readonly port: number;
  /** Resource name of its table; undefined where the trace does not say. */
  readonly table: string | undefined;
  readonly sinceUs: number;
  /** What it holds is a descriptor, not a session. */
  readonly isDescriptor?: boolean;
}
