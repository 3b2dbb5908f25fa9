/** What OpenSSL 3.0 offers as a client, in its order (a server's defaults are the same): suites, groups, signature schemes and extensions of the ClientHello. */

import { filler, uint } from '../wire/bytes.js';
import { buildClientHello, offer } from '../wire/client-hello.js';
import type { ExtensionField } from '../wire/extensions.js';
import { groupById } from '../groups.js';
import { RENEGOTIATION_SCSV, suiteById, suiteIds } from '../suites.js';
import { TLS_1_1, TLS_1_2, TLS_1_3 } from '../wire/record.js';
import { VERIFY_DATA_BYTES } from '../wire/handshake.js';

/** A session that a later connection may offer to resume. */
export interface ClientSession {
  readonly sessionId: readonly number[];
  readonly ticket: readonly number[];
  readonly suite: number;
}

/** What a client may be told to offer; everything else is OpenSSL's default. */
export interface ClientOffer {
  /** The only version offered; 1.2 and 1.3 without. */
  readonly version?: number | undefined;
  readonly serverName?: string | undefined;
  readonly alpn?: readonly string[] | undefined;
  /** Suites of TLS 1.2, by number. */
  readonly suites?: readonly number[] | undefined;
  readonly groups?: readonly number[] | undefined;
  /** Code of max_fragment_length. */
  readonly maxFragmentCode?: number | undefined;
  /** Without the session_ticket extension. */
  readonly noTicket?: boolean | undefined;
  /** Tells this connection's random values from others. */
  readonly seed: number;
}

const SUITES_13 = suiteIds([
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
]);
/** Suites of TLS 1.2. */
export const SUITES_12 = suiteIds([
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'DHE-RSA-AES256-SHA256',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'DHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'DHE-RSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'DHE-RSA-AES128-SHA',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-SHA256',
  'AES128-SHA256',
  'AES256-SHA',
  'AES128-SHA',
]);
/** X25519, P-256, X448, P-521, P-384; with TLS 1.3 the ffdhe groups, too. */
export const GROUPS_12: readonly number[] = [0x001d, 0x0017, 0x001e, 0x0019, 0x0018];
const GROUPS_13: readonly number[] = [...GROUPS_12, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];
const SIGNATURES: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
  0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
];
const POINT_FORMATS: readonly number[] = [0, 1, 2];
const SESSION_ID_BYTES = 32;
const SHA1_BYTES = 20;

/** The ClientHello of a new connection. */
export function clientHello(options: ClientOffer, session: ClientSession | undefined): Uint8Array {
  const { version } = options;
  const offers13 = version === undefined || version === TLS_1_3;
  const offersOld = version !== TLS_1_3;
  const suites = [
    ...(offers13 ? SUITES_13 : []),
    ...(offersOld ? oldSuites(options) : []),
    RENEGOTIATION_SCSV,
  ];
  const legacyVersion = version !== undefined && version < TLS_1_2 ? version : TLS_1_2;
  return buildClientHello(sessionIdOf(options, session), suites, extensions(options, session), legacyVersion);
}

/** The ClientHello that asks for a renegotiation: TLS 1.2 only, with proof of the first handshake. */
export function renegotiationHello(options: ClientOffer): Uint8Array {
  const fields = extensions({ ...options, version: TLS_1_2 }, undefined);
  const proof = offer.renegotiationInfo(filler(VERIFY_DATA_BYTES));
  return buildClientHello([], oldSuites({ ...options, version: TLS_1_2 }), [proof, ...fields]);
}

function oldSuites(options: ClientOffer): readonly number[] {
  const all = options.suites ?? SUITES_12;
  if (options.version === undefined || options.version >= TLS_1_2) return all;
  return all.filter((id) => suiteById(id)?.macBytes === SHA1_BYTES);
}

/** The session id of the hello: of the session offered, or a random one that TLS 1.3 sends for old middleboxes. */
export function sessionIdOf(options: ClientOffer, session: ClientSession | undefined): readonly number[] {
  if (session !== undefined) {
    if (session.ticket.length === 0) return session.sessionId;
    return session.sessionId.length > 0 ? session.sessionId : ticketSessionId(session.ticket);
  }
  const offers13 = options.version === undefined || options.version === TLS_1_3;
  return offers13 ? randomId(options.seed) : [];
}

/** The id under which a client keeps a session that has a ticket only. */
function ticketSessionId(ticket: readonly number[]): readonly number[] {
  return ticket.slice(0, SESSION_ID_BYTES);
}

function randomId(seed: number): number[] {
  return [...uint(seed, 4), ...filler(SESSION_ID_BYTES - 4, 1)];
}

function extensions(options: ClientOffer, session: ClientSession | undefined): ExtensionField[] {
  const { version, serverName, alpn, maxFragmentCode } = options;
  const offers13 = version === undefined || version === TLS_1_3;
  const offersOld = version !== TLS_1_3;
  const usesCurves = offers13 || oldSuites(options).some((id) => suiteById(id)?.keyExchange === 'ecdhe');
  const groups = options.groups ?? (offers13 ? GROUPS_13 : GROUPS_12);
  const fields: ExtensionField[] = [];
  if (serverName !== undefined) fields.push(offer.serverName(serverName));
  if (maxFragmentCode !== undefined) fields.push(offer.maxFragment(maxFragmentCode));
  if (usesCurves && offersOld) fields.push(offer.pointFormats(POINT_FORMATS));
  if (usesCurves) fields.push(offer.groups(groups));
  if (options.noTicket !== true) fields.push(offer.ticket(session?.ticket ?? []));
  if (alpn !== undefined) fields.push(offer.alpn(alpn));
  if (offersOld) fields.push(offer.encryptThenMac(), offer.extendedMasterSecret());
  if (offers13) fields.push(offer.postHandshakeAuth());
  if (version === undefined || version > TLS_1_1) fields.push(offer.signatures(SIGNATURES));
  if (offers13) {
    fields.push(offer.versions(version === undefined ? [TLS_1_3, TLS_1_2] : [TLS_1_3]), offer.pskModes());
    const share = groups[0]!;
    fields.push(offer.keyShare(share, groupById(share)?.shareBytes ?? 0));
  }
  return fields;
}
