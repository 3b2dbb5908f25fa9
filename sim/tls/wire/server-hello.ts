/** ServerHello: built and read byte for byte, for TLS 1.2 and 1.3. */

import { ascii, ByteReader, filler, readUint16List, textOf, uint, vector } from './bytes.js';
import {
  alpnExtension,
  buildExtensions,
  extension,
  Extension,
  readExtensions,
  type ExtensionField,
} from './extensions.js';
import { buildHandshake, HandshakeType } from './handshake.js';
import { TLS_1_2 } from './record.js';

const RANDOM_BYTES = 32;

/** What a ServerHello says. */
export interface ServerHello {
  /** The version that it selects: of the extension, or else the old field. */
  readonly version: number;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  /** Group of the key share; TLS 1.3 only. */
  readonly keyShare: number | undefined;
  readonly alpn: string | undefined;
  readonly maxFragmentCode: number | undefined;
  /** A NewSessionTicket will follow. */
  readonly ticket: boolean;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  readonly secureRenegotiation: boolean;
}

/** Extension builders by what they say. */
export const select = {
  renegotiationInfo: (): ExtensionField => extension(Extension.renegotiationInfo, [0]),
  pointFormats: (formats: readonly number[]): ExtensionField =>
    extension(Extension.pointFormats, vector(1, formats)),
  extendedMasterSecret: (): ExtensionField => extension(Extension.extendedMasterSecret),
  encryptThenMac: (): ExtensionField => extension(Extension.encryptThenMac),
  ticket: (): ExtensionField => extension(Extension.sessionTicket),
  maxFragment: (code: number): ExtensionField => extension(Extension.maxFragmentLength, [code]),
  alpn: (protocol: string): ExtensionField => alpnExtension([ascii(protocol)]),
  version: (version: number): ExtensionField => extension(Extension.supportedVersions, uint(version, 2)),
  keyShare: (groupId: number, shareBytes: number): ExtensionField =>
    extension(Extension.keyShare, [...uint(groupId, 2), ...vector(2, filler(shareBytes))]),
} as const;

/** The message for a list of extensions in the server's order. */
export function buildServerHello(
  sessionId: readonly number[],
  suite: number,
  extensions: readonly ExtensionField[],
  legacyVersion = TLS_1_2,
): Uint8Array {
  return buildHandshake(HandshakeType.serverHello, [
    ...uint(legacyVersion, 2),
    ...filler(RANDOM_BYTES, 1),
    ...vector(1, sessionId),
    ...uint(suite, 2),
    0,
    ...buildExtensions(extensions),
  ]);
}

/** Reads the body of a ServerHello; undefined when it is malformed. */
export function readServerHello(body: Uint8Array): ServerHello | undefined {
  const reader = new ByteReader(body);
  const legacyVersion = reader.uint(2);
  reader.take(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const suite = reader.uint(2);
  const compression = reader.uint(1);
  const block = reader.left === 0 ? new Uint8Array(0) : reader.vector(2);
  const fields = block === undefined ? undefined : readExtensions(block);
  if (!reader.ok || reader.left > 0 || fields === undefined) return undefined;
  if (legacyVersion === undefined || sessionId === undefined || suite === undefined || compression !== 0) {
    return undefined;
  }
  const versionField = fields.get(Extension.supportedVersions);
  const keyShare = fields.get(Extension.keyShare);
  return {
    version: versionField === undefined ? legacyVersion : (readUint16List(versionField)[0] ?? legacyVersion),
    sessionId,
    suite,
    keyShare: keyShare === undefined ? undefined : readUint16List(keyShare)[0],
    alpn: readAlpn(fields.get(Extension.alpn)),
    maxFragmentCode: fields.get(Extension.maxFragmentLength)?.[0],
    ticket: fields.has(Extension.sessionTicket),
    extendedMasterSecret: fields.has(Extension.extendedMasterSecret),
    encryptThenMac: fields.has(Extension.encryptThenMac),
    secureRenegotiation: fields.has(Extension.renegotiationInfo),
  };
}

function readAlpn(content: Uint8Array | undefined): string | undefined {
  if (content === undefined) return undefined;
  const list = new ByteReader(content).vector(2);
  const name = list === undefined ? undefined : new ByteReader(list).vector(1);
  return name === undefined ? undefined : textOf(name);
}
