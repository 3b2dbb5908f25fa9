import { PrefixTree } from './prefix-tree.js';

/** Headers that steer the parser. Everything else is passed on unread. */
export const FieldKind = {
  other: -1,
  connection: 0,
  contentLength: 1,
  transferEncoding: 2,
  upgrade: 3,
} as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

const STEERING: readonly (readonly [name: string, kind: FieldKind])[] = [
  ['connection', FieldKind.connection],
  ['proxy-connection', FieldKind.connection],
  ['content-length', FieldKind.contentLength],
  ['transfer-encoding', FieldKind.transferEncoding],
  ['upgrade', FieldKind.upgrade],
];

/** Recognises the steering headers by name, given in lower case. */
export const fieldNameTree = new PrefixTree(STEERING.map(([name]) => name));

const KINDS = Int8Array.from(STEERING, ([, kind]) => kind);

/** The header whose full name ends at `position` of the tree. */
export function fieldKindAt(position: number): FieldKind {
  const word = fieldNameTree.word(position);
  return word < 0 ? FieldKind.other : (KINDS[word] as FieldKind);
}
