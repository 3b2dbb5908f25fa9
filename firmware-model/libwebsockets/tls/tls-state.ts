/** What lws keeps about TLS: for the context, and for each wsi. */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { Certificate } from '../../../sim/tls/certificates.js';
import type { Group } from '../../../sim/tls/groups.js';
import type { CryptoWork, MbedtlsBuild } from '../../../sim/tls/mbedtls/build.js';

/** A vhost's TLS: `use_ssl` with certificate and key in memory. */
export interface LwsTlsServer {
  readonly build: MbedtlsBuild;
  readonly certificate: Certificate;
  readonly nextKeyExchangeBytes: (group: Group) => number;
  readonly work: (work: CryptoWork) => Blocking<void>;
  readonly nextSerial: () => number;
}

/** The context's part. */
export class ContextTls<Wsi> {
  sessions = 0;
  handshakes = 0;
  /** The listener is not polled. */
  gated = false;
  /** wsis whose TLS holds decrypted bytes; the latest first (`dll_pending_tls_owner`). */
  readonly withPending: Wsi[] = [];

  constructor(
    /** `simultaneous_ssl_restriction` and `simultaneous_ssl_handshake_restriction`; 0: none. */
    readonly restrictions: { readonly sessions: number; readonly handshakes: number },
  ) {}
}

/** A wsi's part. */
export class WsiTls {
  borrowed = false;
  borrowedHandshake = false;
  /** The handshake has been tried. */
  triedBefore = false;
}
