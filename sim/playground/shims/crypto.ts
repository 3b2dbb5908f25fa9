/** The hashes that the model computes (RFC 6455 section 4.2.2: SHA-1), for browsers, where they must not be asynchronous. */

import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Buffer } from 'buffer';

const HASHES = { sha1, sha256 };

export function createHash(name: keyof typeof HASHES): { update(data: string | Uint8Array): Hash } {
  return new Hash(name);
}

class Hash {
  private readonly parts: Uint8Array[] = [];

  constructor(private readonly name: keyof typeof HASHES) {}

  update(data: string | Uint8Array): this {
    this.parts.push(typeof data === 'string' ? Buffer.from(data, 'utf8') : data);
    return this;
  }

  digest(encoding?: 'base64' | 'hex'): string | Uint8Array {
    const bytes = Buffer.from(HASHES[this.name](Buffer.concat(this.parts)));
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}
