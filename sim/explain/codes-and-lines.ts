/** mbedtls's error codes, and lines that firmware logs, for `explain`. */

import type { FirmwareRegistry } from '../document/firmware.js';
import { MBEDTLS_ERRORS } from '../tls/mbedtls/error-meanings.js';

const INDENT = '  ';
const CODE = /-?0x([0-9a-f]{1,4})\b/i;
const HEX_DIGITS = 4;

/** All codes, as logs have them. */
export function codeNames(): string[] {
  return MBEDTLS_ERRORS.map(({ text }) => text);
}

/** What a code means, alone, by its name or in a line: `0x7280`, `mbedtls_ssl_handshake returned -0x7280`. */
export function codeLines(name: string): string[] {
  const digits = CODE.exec(name)?.[1]?.toUpperCase().padStart(HEX_DIGITS, '0');
  const constant = name.trim().replace(/^(?:MBEDTLS_)?ERR_/, '');
  return MBEDTLS_ERRORS.filter(
    (one) => one.text === `-0x${digits ?? ''}` || one.constant === constant,
  ).flatMap(({ text, constant, about }) => [`${text} (MBEDTLS_ERR_${constant})`, `${INDENT}${about}`]);
}

/** All lines, as far as they are always the same. */
export function lineNames({ lines }: FirmwareRegistry): string[] {
  return lines.map(({ text }) => text.trim());
}
