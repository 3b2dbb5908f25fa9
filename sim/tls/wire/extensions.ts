/** Extensions of hello messages: numbers, and lists of them in their order (RFC 8446 section 4.2). */

import { ByteReader, uint, vector } from './bytes.js';

export const Extension = {
  serverName: 0,
  maxFragmentLength: 1,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  pskModes: 45,
  postHandshakeAuth: 49,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** One extension: its number and the bytes of its content. */
export interface ExtensionField {
  readonly id: number;
  readonly content: readonly number[];
}

const HOST_NAME = 0;

export const extension = (id: number, content: readonly number[] = []): ExtensionField => ({ id, content });

/** server_name with one host name. */
export function serverNameExtension(name: readonly number[]): ExtensionField {
  return extension(Extension.serverName, vector(2, [HOST_NAME], vector(2, name)));
}

/** ALPN with these protocols. */
export function alpnExtension(protocols: readonly (readonly number[])[]): ExtensionField {
  return extension(Extension.alpn, vector(2, ...protocols.map((protocol) => vector(1, protocol))));
}

/** The block of extensions with its length; nothing at all without extensions. */
export function buildExtensions(fields: readonly ExtensionField[]): number[] {
  if (fields.length === 0) return [];
  return vector(2, ...fields.map(({ id, content }) => [...uint(id, 2), ...vector(2, content)]));
}

/** Reads extensions from their content, in order; undefined when they are cut off. */
export function readExtensions(block: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  const reader = new ByteReader(block);
  const found = new Map<number, Uint8Array>();
  while (reader.left > 0) {
    const id = reader.uint(2);
    const content = reader.vector(2);
    if (id === undefined || content === undefined) return undefined;
    if (!found.has(id)) found.set(id, content);
  }
  return reader.ok ? found : undefined;
}
