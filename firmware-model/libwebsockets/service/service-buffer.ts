/**
 * Text that lws builds in the service buffer.
 *
 * Bytes received behind a request still lie in that buffer while lws builds its answer there: the answer overwrites
 * them, and the application later gets the answer's text, unmasked with the client's key.
 */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import { ModelError } from '../../../sim/kernel/errors.js';
import type { ByteView } from '../io/byte-view.js';
import type { LwsContext } from '../wsi/wsi.js';

/** What ends a C string. */
export const NUL = '\0';

/**
 * Writes text `at` bytes into the service buffer and returns where it lies.
 *
 * @throws ModelError when it does not fit: the device would damage its heap.
 */
export function writeServiceBuffer(cx: LwsContext, at: number, text: string): ByteView {
  const bytes = latin1Bytes(text);
  if (at + bytes.length > cx.servBufSize) {
    throw new ModelError(`lws writes beyond its service buffer: ${bytes.length} bytes at ${at}`);
  }
  const offset = cx.servBufStart + at;
  cx.servBuf.set(bytes, offset);
  return { buffer: cx.servBuf, offset, length: bytes.length };
}
