/** What a client says of its TLS, from the file's form to the runner's. */

import type { TlsClientSettings, TlsServerSettings } from './tls-layer.js';
import { groupByName } from '../../tls/groups.js';
import { suiteByName } from '../../tls/suites.js';
import { VERSION_OF_NAME } from '../../tls/wire/record.js';
import type { WrittenTlsClient, WrittenTlsGroup, WrittenTlsServer } from './tls-keys.js';

const FRAGMENT_BASE = 256;
const DEFAULT_CERTIFICATE = 'ec';

/** Checked names become numbers. */
export function tlsClientSettings(
  written: WrittenTlsClient & Pick<WrittenTlsGroup, 'false_start'>,
): TlsClientSettings {
  const { version, ciphers, groups, mfl, alpn } = written;
  return {
    version: version === undefined ? undefined : VERSION_OF_NAME[version],
    serverName: written.sni,
    alpn: alpn?.split(','),
    suites: suitesOf(ciphers),
    groups: groupsOf(groups),
    maxFragmentCode: mfl === undefined ? undefined : Math.log2(Number(mfl) / FRAGMENT_BASE),
    verify: written.verify,
    resume: written.resume,
    noTicket: written.noticket,
    falseStart: written.false_start,
    cutBytes: written.cut,
    flights: written.flights,
  };
}

/** The same for a server. */
export function tlsServerSettings(written: WrittenTlsServer): TlsServerSettings {
  if (written.silent === true) return 'silent';
  const { version, ciphers, groups } = written;
  return {
    certificate: written.cert ?? DEFAULT_CERTIFICATE,
    version: version === undefined ? undefined : VERSION_OF_NAME[version],
    suites: suitesOf(ciphers),
    groups: groupsOf(groups),
    serverOrder: written.server_order,
    ticket: written.ticket,
    cache: written.cache,
    alpn: written.alpn,
    clientAuth: written.client_auth,
    cutBytes: written.cut,
    flights: written.flights,
    fragmentBytes: written.frag,
  };
}

function suitesOf(names: string | undefined): number[] | undefined {
  return names?.split(':').flatMap((name) => suiteByName(name)?.id ?? []);
}

function groupsOf(names: string | undefined): number[] | undefined {
  return names?.split(':').flatMap((name) => groupByName(name)?.id ?? []);
}
