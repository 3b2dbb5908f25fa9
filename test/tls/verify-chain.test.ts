/** Checking a server's certificates: each rule alone, and which of several faults the peer hears of. */

import { describe, expect, it } from 'vitest';
import { Alert } from '../../sim/tls/alerts.js';
import { chainOf, type Issuer } from '../../sim/tls/certificates.js';
import { alertFor, verifyChain, type CertificateFault } from '../../sim/tls/mbedtls/verify-chain.js';

const ADDRESS = '192.168.4.100';
const NEW_YEAR_2025 = 1_735_689_600;
const check = (
  name: string,
  {
    hostName = ADDRESS,
    nowSecs = NEW_YEAR_2025,
    root = 'root-ec',
  }: { readonly hostName?: string; readonly nowSecs?: number; readonly root?: Issuer } = {},
): CertificateFault[] => [...verifyChain(chainOf(name), { trusted: [root], hostName, nowSecs })].sort();

describe('verifyChain', () => {
  it.each<[string, CertificateFault[]]>([
    ['ec', []],
    ['ec-chain', []],
    ['p384', []],
    ['ec-nochain', ['not-trusted']],
    ['ec-self', ['not-trusted']],
    ['ec-unknown', ['not-trusted']],
    ['rsa', ['not-trusted']],
    ['ec-wrong', ['cn-mismatch']],
    ['ec-dnssan', []],
    // addresses among the alternative names are not looked at, and their presence puts the common name out of use
    ['ec-ipsan', ['cn-mismatch']],
    ['ec-expired', ['expired']],
    ['ec-future', ['future']],
    ['ec-expired-wrong', ['cn-mismatch', 'expired']],
    ['ec-sha1', ['bad-md']],
    ['rsa-1024', ['bad-key', 'not-trusted']],
  ])('%s', (name, faults) => {
    expect(check(name)).toEqual(faults);
  });

  it('finds RSA certificates good under the RSA root, but for a short key', () => {
    expect(check('rsa', { root: 'root-rsa' })).toEqual([]);
    expect(check('rsa-1024', { root: 'root-rsa' })).toEqual(['bad-key']);
  });

  it.each([
    ['ec-wild', 'ws.example.test', []],
    ['ec-wild', 'WS.Example.TEST', []],
    ['ec-wild', 'a.ws.example.test', ['cn-mismatch']],
    ['ec-wild', 'example.test', ['cn-mismatch']],
    ['ec-name', 'ws.example.test', []],
    ['ec-name', 'other.example.test', ['cn-mismatch']],
  ] as const)('%s for %s', (name, hostName, faults) => {
    expect(check(name, { hostName })).toEqual(faults);
  });

  it('finds every certificate in the future on a device whose clock says 1970', () => {
    expect(check('ec', { nowSecs: 0 })).toEqual(['future']);
    expect(check('ec-chain', { nowSecs: 0 })).toEqual(['future']);
  });

  it('is about the last second of validity, too', () => {
    const [own] = chainOf('ec-expired');
    expect(check('ec-expired', { nowSecs: own!.to })).toEqual([]);
    expect(check('ec-expired', { nowSecs: own!.to + 1 })).toEqual(['expired']);
  });
});

describe('alertFor', () => {
  it.each<[CertificateFault[], number]>([
    [['expired', 'cn-mismatch'], Alert.badCertificate],
    [['not-trusted', 'bad-key'], Alert.unsupportedCertificate],
    [['not-trusted', 'expired'], Alert.certificateExpired],
    [['not-trusted', 'future'], Alert.unknownCa],
    [['future'], Alert.certificateUnknown],
    [['bad-md'], Alert.certificateUnknown],
  ])('%j', (faults, alert) => {
    expect(alertFor(new Set(faults))).toBe(alert);
  });
});
