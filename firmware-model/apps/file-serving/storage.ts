/**
 * The file system of `file-serving`: names and contents, in memory that is not the device's heap.
 *
 * Source of the limits: components/spiffs (CONFIG_SPIFFS_OBJ_NAME_LEN 32, with the terminator). Simplified: a full storage
 * is `capacityBytes` of content; SPIFFS' pages take neither room nor time.
 */

const NAME_BYTES = 32;

/** Files by their paths below the mount point, as `/lamp.txt`. */
export class Storage {
  private readonly files = new Map<string, Uint8Array>();
  private used = 0;

  constructor(private readonly capacityBytes: number) {}

  /** Creates an empty file; false when its name is too long. */
  create(path: string): boolean {
    if (path.length >= NAME_BYTES) return false;
    this.remove(path);
    this.files.set(path, new Uint8Array());
    return true;
  }

  /** Appends to a file; false when there is no room for all of it. */
  append(path: string, data: Uint8Array): boolean {
    const old = this.files.get(path);
    if (old === undefined || this.used + data.length > this.capacityBytes) return false;
    const content = new Uint8Array(old.length + data.length);
    content.set(old);
    content.set(data, old.length);
    this.files.set(path, content);
    this.used += data.length;
    return true;
  }

  read(path: string): Uint8Array | undefined {
    return this.files.get(path);
  }

  remove(path: string): void {
    this.used -= this.files.get(path)?.length ?? 0;
    this.files.delete(path);
  }

  /** Paths and sizes, in the order in which they came. */
  *list(): Iterable<readonly [path: string, bytes: number]> {
    for (const [path, { length }] of this.files) yield [path, length];
  }
}
