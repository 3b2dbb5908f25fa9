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

/** What a code means, alone or in a line: `0x7280`, `mbedtls_ssl_handshake returned -0x7280`. */
export function codeLines(name: string): string[] {
  const digits = CODE.exec(name)?.[1]?.toUpperCase().padStart(HEX_DIGITS, '0');
  return MBEDTLS_ERRORS.filter(({ text }) => text === `-0x${digits ?? ''}`).flatMap(
    ({ text, constant, about }) => [`${text} (MBEDTLS_ERR_${constant})`, `${INDENT}${about}`],
  );
}

/** All lines, as far as they are always the same. */
export function lineNames({ lines }: FirmwareRegistry): string[] {
  return lines.map(({ text }) => text.trim());
}

/** What a line of a log means: the known line, with or without what stands around it. */
export function lineLines({ lines }: FirmwareRegistry, name: string): string[] {
  return lines
    .filter(({ text }) => name.includes(text) || name.trim() === text.trim())
    .flatMap(({ text, about, source }) => [
      `${text.trim()} (a line of the log)`,
      `${INDENT}${about}`,
      `${INDENT}source: ${source}`,
    ]);
}
