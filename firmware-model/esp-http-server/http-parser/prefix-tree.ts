/** Position before the first byte. */
export const ROOT = 1;

/** Position after a byte that no word continues with; nothing leads out of it. */
export const NO_WORD = 0;

/**
 * A fixed set of words compiled into one table, matched a byte at a time without allocating. A matcher keeps nothing
 * but a position (a small integer), so it survives block ends for free.
 */
export class PrefixTree {
  /** Column of each byte value; bytes in no word share column 0, which always leads to NO_WORD. */
  readonly #column = new Uint8Array(256);
  readonly #columns: number;
  readonly #next: Uint16Array;
  readonly #owner: Int16Array;
  readonly #word: Int16Array;

  /** `words`: ASCII; where words share a prefix, the earlier word owns it. */
  constructor(words: readonly string[]) {
    const bytes = words.map((word) => Array.from(word, (letter) => letter.charCodeAt(0)));
    const alphabet = [...new Set(bytes.flat())];
    alphabet.forEach((byte, index) => (this.#column[byte] = index + 1));
    this.#columns = alphabet.length + 1;

    const capacity = ROOT + 1 + bytes.flat().length;
    this.#next = new Uint16Array(capacity * this.#columns);
    this.#owner = new Int16Array(capacity).fill(-1);
    this.#word = new Int16Array(capacity).fill(-1);

    let used = ROOT + 1;
    bytes.forEach((word, index) => {
      let position = ROOT;
      for (const byte of word) {
        let next = this.step(position, byte);
        if (next === NO_WORD) {
          next = used++;
          this.#next[position * this.#columns + this.#columnOf(byte)] = next;
          this.#owner[next] = index;
        }
        position = next;
      }
      this.#word[position] = index;
    });
  }

  /** Position after one more byte (0 ... 255). */
  step(position: number, byte: number): number {
    return this.#next[position * this.#columns + this.#columnOf(byte)] as number;
  }

  /** Index of the earliest word that starts with what was matched, -1 at ROOT and NO_WORD. */
  owner(position: number): number {
    return this.#owner[position] as number;
  }

  /** Index of the word that was matched in full, -1 if it is not (or not yet) one. */
  word(position: number): number {
    return this.#word[position] as number;
  }

  #columnOf(byte: number): number {
    return this.#column[byte] as number;
  }
}
