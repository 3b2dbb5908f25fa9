/**
 * ClientHello: built byte for byte as real clients lay it out, so that its length follows from what is offered, and read
 * the same way, so that a real client's can be read, too.
 */

import { ascii, ByteReader, filler, readUint16List, textOf, uint, uint16List, vector } from './bytes.js';
import {
  alpnExtension,
  buildExtensions,
  extension,
  Extension,
  readExtensions,
  serverNameExtension,
  type ExtensionField,
} from './extensions.js';
import { buildHandshake, HandshakeType } from './handshake.js';
import { RENEGOTIATION_SCSV } from '../suites.js';
import { TLS_1_2 } from './record.js';

const RANDOM_BYTES = 32;
const NULL_COMPRESSION = 0;

/** What a ClientHello says. */
export interface ClientHello {
  /** The old version field: TLS 1.2 for clients that offer 1.2 or 1.3. */
  readonly legacyVersion: number;
  readonly sessionId: Uint8Array;
  readonly suites: readonly number[];
  /** Versions of the extension; empty without it. */
  readonly versions: readonly number[];
  /** Groups; undefined without the extension. */
  readonly groups: readonly number[] | undefined;
  /** Signature schemes; undefined without the extension. */
  readonly signatureSchemes: readonly number[] | undefined;
  /** Groups of the key shares. */
  readonly keyShares: readonly number[];
  readonly serverName: string | undefined;
  readonly alpn: readonly string[];
  /** Code of max_fragment_length (1: 512 … 4: 4096). */
  readonly maxFragmentCode: number | undefined;
  /** The session_ticket extension: its ticket, empty for none yet; undefined without the extension. */
  readonly ticket: Uint8Array | undefined;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  readonly pointFormats: boolean;
  /** Secure renegotiation is announced, by signal or extension. */
  readonly secureRenegotiation: boolean;
}

/** The message for a list of extensions in the client's order. */
export function buildClientHello(
  sessionId: readonly number[],
  suites: readonly number[],
  extensions: readonly ExtensionField[],
  legacyVersion = TLS_1_2,
): Uint8Array {
  return buildHandshake(HandshakeType.clientHello, [
    ...uint(legacyVersion, 2),
    ...filler(RANDOM_BYTES),
    ...vector(1, sessionId),
    ...uint16List(suites),
    ...vector(1, [NULL_COMPRESSION]),
    ...buildExtensions(extensions),
  ]);
}

/** Extension builders by what they say, for clients to put in their order. */
export const offer = {
  serverName: (name: string): ExtensionField => serverNameExtension(ascii(name)),
  alpn: (protocols: readonly string[]): ExtensionField => alpnExtension(protocols.map(ascii)),
  groups: (ids: readonly number[]): ExtensionField => extension(Extension.supportedGroups, uint16List(ids)),
  signatures: (schemes: readonly number[]): ExtensionField =>
    extension(Extension.signatureAlgorithms, uint16List(schemes)),
  pointFormats: (formats: readonly number[]): ExtensionField =>
    extension(Extension.pointFormats, vector(1, formats)),
  maxFragment: (code: number): ExtensionField => extension(Extension.maxFragmentLength, [code]),
  ticket: (ticket: readonly number[]): ExtensionField => extension(Extension.sessionTicket, ticket),
  extendedMasterSecret: (): ExtensionField => extension(Extension.extendedMasterSecret),
  encryptThenMac: (): ExtensionField => extension(Extension.encryptThenMac),
  versions: (versions: readonly number[]): ExtensionField =>
    extension(Extension.supportedVersions, vector(1, ...versions.map((version) => uint(version, 2)))),
  pskModes: (): ExtensionField => extension(Extension.pskModes, vector(1, [1])),
  postHandshakeAuth: (): ExtensionField => extension(Extension.postHandshakeAuth),
  keyShare: (groupId: number, shareBytes: number): ExtensionField =>
    extension(Extension.keyShare, vector(2, uint(groupId, 2), vector(2, filler(shareBytes)))),
  renegotiationInfo: (verifyData: readonly number[]): ExtensionField =>
    extension(Extension.renegotiationInfo, vector(1, verifyData)),
} as const;

/** Reads the body of a ClientHello; undefined when it is malformed. */
export function readClientHello(body: Uint8Array): ClientHello | undefined {
  const reader = new ByteReader(body);
  const legacyVersion = reader.uint(2);
  reader.take(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const suiteBytes = reader.vector(2);
  const compression = reader.vector(1);
  const block = reader.left === 0 ? new Uint8Array(0) : reader.vector(2);
  const isWhole =
    reader.ok && reader.left === 0 && sessionId !== undefined && sessionId.length <= RANDOM_BYTES;
  const fields = block === undefined ? undefined : readExtensions(block);
  if (!isWhole || legacyVersion === undefined || suiteBytes === undefined || fields === undefined)
    return undefined;
  if (suiteBytes.length < 2 || suiteBytes.length % 2 !== 0 || (compression?.length ?? 0) < 1)
    return undefined;
  const suites = readUint16List(suiteBytes);
  return {
    legacyVersion,
    sessionId,
    suites,
    versions: shortVector(fields.get(Extension.supportedVersions), 1, readUint16List) ?? [],
    groups: shortVector(fields.get(Extension.supportedGroups), 2, readUint16List),
    signatureSchemes: shortVector(fields.get(Extension.signatureAlgorithms), 2, readUint16List),
    keyShares: shortVector(fields.get(Extension.keyShare), 2, readShareGroups) ?? [],
    serverName: shortVector(fields.get(Extension.serverName), 2, readHostName),
    alpn: shortVector(fields.get(Extension.alpn), 2, readNames) ?? [],
    maxFragmentCode: fields.get(Extension.maxFragmentLength)?.[0],
    ticket: fields.get(Extension.sessionTicket),
    extendedMasterSecret: fields.has(Extension.extendedMasterSecret),
    encryptThenMac: fields.has(Extension.encryptThenMac),
    pointFormats: fields.has(Extension.pointFormats),
    secureRenegotiation: suites.includes(RENEGOTIATION_SCSV) || fields.has(Extension.renegotiationInfo),
  };
}

function shortVector<T>(
  content: Uint8Array | undefined,
  lengthBytes: 1 | 2,
  read: (inner: Uint8Array) => T,
): T | undefined {
  if (content === undefined) return undefined;
  const inner = new ByteReader(content).vector(lengthBytes);
  return inner === undefined ? undefined : read(inner);
}

function readShareGroups(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes);
  const groups: number[] = [];
  while (reader.left > 0) {
    const id = reader.uint(2);
    if (id === undefined || reader.vector(2) === undefined) break;
    groups.push(id);
  }
  return groups;
}

function readHostName(bytes: Uint8Array): string | undefined {
  const reader = new ByteReader(bytes);
  reader.uint(1);
  const name = reader.vector(2);
  return name === undefined ? undefined : textOf(name);
}

function readNames(bytes: Uint8Array): string[] {
  const reader = new ByteReader(bytes);
  const names: string[] = [];
  while (reader.left > 0) {
    const name = reader.vector(1);
    if (name === undefined) break;
    names.push(textOf(name));
  }
  return names;
}
