/** Which of a client's connections is which. */

/** Numbers connections as a client begins them, from 1. */
export interface ConnectionNumbers {
  /** Number of the client's newest connection on a port, or of its newest; undefined where it has none. */
  numberOf(client: string, port: number | undefined): number | undefined;
  /** How many it has had so far. */
  countOf(client: string): number;
}

/** `c1`, or `c1#2` where a client has several. */
export function connectionLabel(client: string, number: number | undefined, count: number): string {
  return number === undefined || count < 2 ? client : `${client}#${number}`;
}
