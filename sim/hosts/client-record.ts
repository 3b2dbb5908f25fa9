/** The trace's view of what a client sees. */

import { hexText, isPlainText, latin1Text } from '../codec/latin1.js';
import type { CliRecord, ClientEventName } from '../kernel/trace.js';

/** Builds the `cli` record; `bytes` come with `data` and are shown as text if they are plain, else in hex. */
export function clientRecord(
  timeUs: number,
  client: string,
  event: ClientEventName,
  bytes?: Uint8Array,
): CliRecord {
  const record = { t: timeUs, k: 'cli', c: client, ev: event } as const;
  if (bytes === undefined) return record;
  const len = bytes.length;
  return isPlainText(bytes)
    ? { ...record, len, text: latin1Text(bytes) }
    : { ...record, len, hex: hexText(bytes) };
}
