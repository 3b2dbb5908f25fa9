/** Devices that the tests of real clients use, and what they ask of traces. */

import { serializeRecord, type TraceKind } from '../../../sim/kernel/trace.js';
import {
  virtualRun,
  type ScenarioSource,
  type VirtualOptions,
  type VirtualRun,
} from '../../../sim/virtual.js';

/** A websocket echo at `/ws`. */
export const WS_ECHO = { device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] } };
/** `GET /hello`, `POST /echo`, `PUT /ctrl`. */
export const SIMPLE = { device: { profile: 'esp32-idf-v5.3', apps: ['simple'] } };

const KINDS: readonly TraceKind[] = ['log', 'seg', 'cli', 'res', 'act', 'refuse', 'session', 'end', 'usage'];

/** A run whose trace is written down. */
export function traced(
  source: ScenarioSource,
  options: VirtualOptions = {},
): { run: VirtualRun; trace: string[] } {
  const run = virtualRun(source, options);
  const trace: string[] = [];
  run.simulation.trace.subscribe(KINDS, (record) => trace.push(serializeRecord(record)));
  return { run, trace };
}
