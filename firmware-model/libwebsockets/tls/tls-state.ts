/** What lws keeps about TLS: for the context, and for each wsi. */

import type { Certificate, Issuer } from '../../../sim/tls/certificates.js';
import type { Group } from '../../../sim/tls/groups.js';
import type { ChargeWork, MbedtlsBuild } from '../../../sim/tls/mbedtls/build.js';
import type { RealTls } from '../../../sim/tls/real/real-tls.js';
import type { ClientBlocks, SavedSession } from '../../../sim/tls/mbedtls/client-session.js';

/** A vhost's TLS: `use_ssl` with certificate and key in memory. */
export interface LwsTlsServer {
  readonly build: MbedtlsBuild;
  readonly certificate: Certificate;
  /** What the vhost's TLS contexts, its certificate and its key allocate, bytes a block. */
  readonly contextBlocks: readonly number[];
  readonly nextKeyExchangeBytes: (group: Group) => number;
  readonly work: ChargeWork;
  readonly nextSerial: () => number;
  /** TLS of real clients; absent where there are none. */
  readonly realTls?: RealTls | undefined;
}

/** A vhost's TLS as a client (`LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT`, `client_ssl_ca_mem`). */
export interface LwsTlsClient {
  readonly build: MbedtlsBuild;
  /** Roots that are installed. */
  readonly trusted: readonly Issuer[];
  readonly blocks: ClientBlocks;
  /** What the vhost's own TLS context allocates, bytes a block. */
  readonly contextBlocks: readonly number[];
  /** What a root's key takes from its first use on, bytes a block. */
  readonly rootUseBlocks: (root: Issuer) => readonly number[];
  /** What a copy of a session allocates, bytes a block. */
  readonly sessionBlocks: (session: SavedSession) => readonly number[];
  readonly work: ChargeWork;
  readonly nextSerial: () => number;
}

/** The context's part. */
export class ContextTls<Wsi> {
  sessions = 0;
  handshakes = 0;
  /** wsis with a session, the oldest first. */
  readonly holders = new Set<Wsi>();
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
