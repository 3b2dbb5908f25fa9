/** Lengths of the ServerKeyExchange messages of an EC key, which depend on random signatures and so are an input. */

import { X25519, type Group } from '../groups.js';

/** With X25519 and the commonest signature. */
const USUAL_BYTES = 115;

export class KeyExchangeLengths {
  private used = 0;

  constructor(private readonly given: readonly number[]) {}

  /** The next length of the list; without one, the usual. */
  next(group: Group): number {
    return this.given[this.used++] ?? USUAL_BYTES + group.shareBytes - X25519.shareBytes;
  }
}
