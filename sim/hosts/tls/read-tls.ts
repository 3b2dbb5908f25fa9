/** What a client says of its TLS, from the file's form to the runner's. */

import type { TlsClientSettings } from './tls-layer.js';
import { groupByName } from '../../tls/groups.js';
import { suiteByName } from '../../tls/suites.js';
import { VERSION_OF_NAME } from '../../tls/wire/record.js';
import type { WrittenTlsClient } from './tls-keys.js';

const FRAGMENT_BASE = 256;

/** Checked names become numbers. */
export function tlsClientSettings(written: WrittenTlsClient): TlsClientSettings {
  const { version, ciphers, groups, mfl, alpn } = written;
  return {
    version: version === undefined ? undefined : VERSION_OF_NAME[version],
    serverName: written.sni,
    alpn: alpn?.split(','),
    suites: ciphers?.split(':').flatMap((name) => suiteByName(name)?.id ?? []),
    groups: groups?.split(':').flatMap((name) => groupByName(name)?.id ?? []),
    maxFragmentCode: mfl === undefined ? undefined : Math.log2(Number(mfl) / FRAGMENT_BASE),
    verify: written.verify,
    resume: written.resume,
    noTicket: written.noticket,
    cutBytes: written.cut,
    flights: written.flights,
  };
}
