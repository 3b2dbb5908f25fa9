/** Text of strangers on its way into a page: it stays text. */

import { base64Text, utf8Bytes } from '../../codec/bytes.js';
import { escapedJson, printable } from '../../document/printable.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** For the text of an element and for an attribute in quotes; control characters are told, as on a terminal. */
export function escapedHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A value as JSON that can stand in a `script` element: nothing in it ends the element or begins a comment. */
export function scriptJson(value: unknown): string {
  return escapedJson(JSON.stringify(value)).replace(
    /[<>&]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What a content security policy calls a script or a style. */
export function policyHash(text: string): string {
  return `'sha256-${base64Text(sha256(utf8Bytes(text)))}'`;
}
