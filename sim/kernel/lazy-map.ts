/** A map that takes no memory before something is in it: of what every client could have, most have nothing. */

/** The part of `Map` that is needed; entries are in the order in which their keys came. */
export class LazyMap<K, V> {
  private entries: Map<K, V> | undefined;

  get(key: K): V | undefined {
    return this.entries?.get(key);
  }

  has(key: K): boolean {
    return this.entries?.has(key) === true;
  }

  set(key: K, value: V): void {
    (this.entries ??= new Map()).set(key, value);
  }

  /** False when there was nothing of that key. */
  delete(key: K): boolean {
    return this.entries?.delete(key) === true;
  }

  *[Symbol.iterator](): Generator<[K, V]> {
    if (this.entries !== undefined) yield* this.entries;
  }
}
