/** The server's certificates at a client: the memory that they take, and the check of them (library/ssl_tls.c, x509_crt.c). */

import { signingKey, type Certificate, type Issuer } from '../certificates.js';
import type { SessionMemory } from './blocks.js';
import type { MbedtlsClientSettings } from './client-session.js';
import { alertFor, verifyChain, type CertificateFault } from './verify-chain.js';

/** Names of what is held for the certificates, and for what their key keeps. */
const CHAIN = 'peer';
const KEY = 'peer-key';
const NO_FAULTS: ReadonlySet<CertificateFault> = new Set();

export class PeerCertificates {
  /** The server's own first; empty before they have come. */
  chain: readonly Certificate[] = [];
  /** What is wrong with them; empty before they have been looked at, and when nothing is. */
  faults: ReadonlySet<CertificateFault> = NO_FAULTS;

  constructor(
    private readonly memory: SessionMemory,
    private readonly settings: MbedtlsClientSettings,
  ) {}

  /** The server's own. */
  get own(): Certificate {
    return this.chain[0]!;
  }

  /** Takes over those of a session that is to be resumed: 0, or an error code. */
  resume(chain: readonly Certificate[], faults: ReadonlySet<CertificateFault>): number {
    this.faults = faults;
    return this.take(chain);
  }

  /** Takes parsed certificates instead of those that are there: 0, or an error code, and then there are none. */
  take(chain: readonly Certificate[]): number {
    this.drop();
    const blocks = chain.flatMap((entry) => this.settings.blocks.certificate(entry));
    const noMemory = this.memory.takeMany(blocks.map((block) => ({ ...block, name: CHAIN })));
    if (noMemory === 0) this.chain = chain;
    else this.drop();
    return noMemory;
  }

  /** Lets go of them. */
  drop(): void {
    this.memory.release(CHAIN);
    this.chain = [];
  }

  /** Checks them; the alert that refuses them, undefined when they may pass. */
  check(): number | undefined {
    const { verify, trusted, hostName, nowSecs } = this.settings;
    if (verify === 'none') return undefined;
    const faults = verifyChain(this.chain, { trusted, hostName, nowSecs: nowSecs() });
    // a signature that cannot be checked for want of memory is one that does not fit
    if (!faults.has('not-trusted') && this.chain.some(({ issuer }) => !this.canCheck(issuer))) {
      faults.add('not-trusted');
    }
    this.faults = faults;
    if (verify === 'optional' || (faults.size === 0 && trusted.length > 0)) return undefined;
    return alertFor(faults);
  }

  /** There is memory to check the signature of the key exchange. */
  canCheckExchange(): boolean {
    const blocks = this.settings.blocks.exchangeSignature(this.own.key);
    return this.memory.takeMany(blocks) === 0 && this.useKey() === 0;
  }

  /** The server's key is used, for the first time or again: 0, or an error code. */
  useKey(): number {
    if (this.memory.holds(KEY)) return 0;
    const blocks = this.settings.blocks.keyUse(this.own.key);
    return this.memory.takeMany(blocks.map((block) => ({ ...block, name: KEY })));
  }

  /** There is memory to check what an issuer has signed. */
  private canCheck(issuer: Issuer): boolean {
    const key = signingKey(issuer);
    if (key === undefined) return true;
    if (this.memory.takeMany(this.settings.blocks.chainSignature(key)) !== 0) return false;
    return issuer === 'intermediate' || this.settings.useRoot(issuer);
  }
}
