/** Groups of the key exchange: IANA numbers, names in scenarios and traces, lengths of a public value. */

export interface Group {
  readonly id: number;
  /** Name as scenarios write it (OpenSSL's group names). */
  readonly name: string;
  /** Name in `tls_established`. */
  readonly traceName: string;
  /** Bytes of a public value; 0 where nobody here sends one. */
  readonly shareBytes: number;
}

const group = (id: number, name: string, shareBytes: number, traceName = name): Group => ({
  id,
  name,
  traceName,
  shareBytes,
});

export const X25519 = group(0x001d, 'X25519', 32);
export const P256 = group(0x0017, 'P-256', 65, 'prime256v1');
export const P384 = group(0x0018, 'P-384', 97, 'secp384r1');
export const P521 = group(0x0019, 'P-521', 133, 'secp521r1');
export const X448 = group(0x001e, 'X448', 56);

const KNOWN: readonly Group[] = [
  X25519,
  P256,
  P384,
  P521,
  X448,
  group(0x0016, 'secp256k1', 65),
  group(0x0014, 'secp224k1', 57),
  group(0x0015, 'secp224r1', 57),
  group(0x0013, 'prime192v1', 49),
  group(0x001a, 'brainpoolP256r1', 65),
  group(0x001b, 'brainpoolP384r1', 97),
  group(0x001c, 'brainpoolP512r1', 129),
  group(0x0100, 'ffdhe2048', 256),
  group(0x0101, 'ffdhe3072', 384),
  group(0x0102, 'ffdhe4096', 512),
  group(0x0103, 'ffdhe6144', 768),
  group(0x0104, 'ffdhe8192', 1024),
];

const BY_ID: ReadonlyMap<number, Group> = new Map(KNOWN.map((g) => [g.id, g]));

export function groupById(id: number): Group | undefined {
  return BY_ID.get(id);
}

/** A group by its name in scenarios, in either case; `prime256v1` and the like too. */
export function groupByName(name: string): Group | undefined {
  const wanted = name.toLowerCase();
  return KNOWN.find((g) => g.name.toLowerCase() === wanted || g.traceName.toLowerCase() === wanted);
}

/** Every name that scenarios may give. */
export function groupNames(): string[] {
  return KNOWN.map((g) => g.name);
}
