/** Reference cases: a scenario and the trace that the real firmware produced for it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type ReferenceRecord = Readonly<Record<string, unknown>> & { readonly t: number; readonly k: string };

export interface ReferenceCase {
  readonly name: string;
  readonly folder: string;
  readonly scenarioFile: string;
  readonly traceFile: string;
}

/** Folders of reference cases that stand in the repository. */
export const REFERENCE_FOLDERS = [
  'esp32',
  'esp32-random',
  'esp32-heap',
  'esp32-extra',
  'esp32-extra-heap',
  'esp32-raw',
  'esp32-raw-random',
  'esp32-apps',
  'tls-esp32',
  'tls-esp32-heap',
  'tls-w800',
  'tls-w800-heap',
  'tls-w800-client',
  'tls-w800-client-heap',
  'tls-w800-client-random',
  'lwip-pools',
  'lwip-pools-random',
  'w800',
  'w800-random',
  'versions-v4.4',
  'versions-v5.1',
  'versions-v5.3',
  'versions-v5.5',
  'versions-v6.0',
] as const;

/** The cases of a folder, by name. */
export function casesIn(directory: string): ReferenceCase[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.yaml'.length);
      const plain = join(directory, `${name}.jsonl`);
      return {
        name,
        folder: basename(directory),
        scenarioFile: join(directory, file),
        traceFile: existsSync(plain) ? plain : `${plain}.gz`,
      };
    });
}

/** Reads a case's trace. */
export function readTrace(reference: ReferenceCase): ReferenceRecord[] {
  const bytes = readFileSync(reference.traceFile);
  const text = (reference.traceFile.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  const records: ReferenceRecord[] = [];
  for (const line of text.split('\n')) if (line !== '') records.push(JSON.parse(line) as ReferenceRecord);
  return records;
}
