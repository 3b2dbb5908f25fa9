/** Protection of records: lengths of every kind of cipher, and that only the right record at the right place opens. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordProtection } from '../../sim/tls/protection.js';
import { suiteByName, suiteNames } from '../../sim/tls/suites.js';
import { ContentType, TLS_1_2, TLS_1_3 } from '../../sim/tls/wire/record.js';

const protection = (name: string, encryptThenMac = false, paddingBytes = 1): RecordProtection => {
  const suite = suiteByName(name)!;
  const version = suite.keyExchange === 'tls13' ? TLS_1_3 : TLS_1_2;
  return new RecordProtection({ suite, version, encryptThenMac, paddingBytes });
};

describe('lengths (shared/conformance/tls/README.md)', () => {
  it.each([
    // a Finished of TLS 1.2 is 16 bytes
    ['ECDHE-ECDSA-CHACHA20-POLY1305', false, 16, 32],
    ['ECDHE-RSA-AES256-GCM-SHA384', false, 16, 40],
    ['ECDHE-ECDSA-AES128-SHA', false, 16, 64],
    ['ECDHE-RSA-AES128-SHA', true, 16, 68],
    ['ECDHE-ECDSA-AES256-SHA384', false, 16, 96],
    // an alert is 2
    ['ECDHE-ECDSA-CHACHA20-POLY1305', false, 2, 18],
    ['ECDHE-RSA-AES256-GCM-SHA384', false, 2, 26],
    ['ECDHE-ECDSA-AES128-SHA', false, 2, 48],
    ['TLS_AES_256_GCM_SHA384', false, 2, 19],
  ] as const)('%s, encrypt-then-MAC %s: %d bytes', (name, encryptThenMac, plain, sealed) => {
    const one = protection(name, encryptThenMac);
    expect(one.sealedLength(plain)).toBe(sealed);
    expect(one.seal(ContentType.handshake, new Uint8Array(plain))).toHaveLength(sealed);
  });

  it("pads TLS 1.3's inner plaintext to 16 where mbedtls writes", () => {
    expect([28, 62, 2].map((n) => protection('TLS_AES_256_GCM_SHA384', false, 16).sealedLength(n))).toEqual([
      48, 80, 32,
    ]);
  });
});

describe('opening', () => {
  it('brings back what was sealed, record after record, with every suite', () => {
    const suites = fc.constantFrom(...suiteNames());
    const plains = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(suites, fc.boolean(), plains, (name, encryptThenMac, records) => {
        const [out, back] = [protection(name, encryptThenMac), protection(name, encryptThenMac)];
        for (const plain of records) {
          const opened = back.open(ContentType.applicationData, out.seal(ContentType.applicationData, plain));
          expect(opened).toEqual({ type: ContentType.applicationData, plain });
        }
      }),
    );
  });

  it.each(['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA'])(
    'refuses a record twice, one that is cut, and one of another type: %s',
    (name) => {
      const [out, back] = [protection(name), protection(name)];
      const sealed = out.seal(ContentType.handshake, Uint8Array.of(1, 2, 3));
      expect(back.open(ContentType.alert, sealed)).toBeUndefined();
      expect(back.open(ContentType.handshake, sealed.subarray(0, 10))).toBeUndefined();
      expect(back.open(ContentType.handshake, sealed)).toBeDefined();
      expect(back.open(ContentType.handshake, sealed)).toBeUndefined();
    },
  );
});
