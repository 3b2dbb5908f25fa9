/**
 * Checking a server's certificates as mbedtls 3.4 does it (library/x509_crt.c): which flags come out, which alert tells the
 * peer, and in which order the checks count.
 *
 * Modelled: names (alternative DNS names before the common name, wildcards; addresses among the alternative names are not
 * looked at), validity, hash and key size against the default profile, the way to a trusted root.
 * Absent: key usage, path lengths, revocation, signatures that are wrong.
 */

import { Alert } from '../alerts.js';
import type { Certificate, Issuer } from '../certificates.js';

/** What is wrong with a chain; several may be (`MBEDTLS_X509_BADCERT_…`). */
export type CertificateFault = 'expired' | 'cn-mismatch' | 'not-trusted' | 'future' | 'bad-md' | 'bad-key';

/** What a client knows when it checks. */
export interface VerifyInput {
  /** Roots that are installed. */
  readonly trusted: readonly Issuer[];
  /** The name that the certificate must be for; undefined: any. */
  readonly hostName: string | undefined;
  /** Unix seconds of the device's clock. */
  readonly nowSecs: number;
}

/** Validity of the roots, unix seconds: 2024-01-01 to 2044-01-01. */
const ROOT_FROM = 1_704_067_200;
const ROOT_TO = 2_335_219_200;

/** Everything that is wrong with a chain, the server's own certificate first in it. */
export function verifyChain(chain: readonly Certificate[], input: VerifyInput): Set<CertificateFault> {
  const faults = new Set<CertificateFault>();
  const [own] = chain;
  if (own === undefined) return faults.add('not-trusted');
  if (input.hostName !== undefined && !isFor(own, input.hostName)) faults.add('cn-mismatch');
  if (own.key === 'rsa-1024') faults.add('bad-key');
  let child = own;
  for (const next of [...chain.slice(1), undefined]) {
    checkValidity(child, input.nowSecs, faults);
    if (child.hash === 'sha1') faults.add('bad-md');
    if (input.trusted.includes(child.issuer)) {
      checkValidity({ from: ROOT_FROM, to: ROOT_TO }, input.nowSecs, faults);
      return faults;
    }
    if (next?.commonName !== child.issuer) break;
    child = next;
  }
  return faults.add('not-trusted');
}

function checkValidity(
  { from, to }: Pick<Certificate, 'from' | 'to'>,
  nowSecs: number,
  faults: Set<CertificateFault>,
): void {
  if (nowSecs > to) faults.add('expired');
  if (nowSecs < from) faults.add('future');
}

function isFor({ dnsNames, ipNames, commonName }: Certificate, hostName: string): boolean {
  const names = dnsNames.length + ipNames.length > 0 ? dnsNames : [commonName];
  return names.some((name) => nameMatches(name.toLowerCase(), hostName.toLowerCase()));
}

/** Equal, or a wildcard for the first label. */
function nameMatches(name: string, hostName: string): boolean {
  if (name === hostName) return true;
  const dot = hostName.indexOf('.');
  return name.startsWith('*.') && dot > 0 && hostName.slice(dot) === name.slice(1);
}

/** The alert that refuses a chain: of its faults the first in this order counts (library/ssl_tls.c). */
const ALERTS: readonly (readonly [CertificateFault, number])[] = [
  ['cn-mismatch', Alert.badCertificate],
  ['bad-key', Alert.unsupportedCertificate],
  ['expired', Alert.certificateExpired],
  ['not-trusted', Alert.unknownCa],
];

/** The alert for faults. */
export function alertFor(faults: ReadonlySet<CertificateFault>): number {
  return ALERTS.find(([fault]) => faults.has(fault))?.[1] ?? Alert.certificateUnknown;
}
