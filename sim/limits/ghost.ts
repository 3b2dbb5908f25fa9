/**
 * How long does a client that is gone hold its place? One client comes, does what its kind does, and vanishes without a
 * packet; the run goes on until the device has given up its socket, or for three hours.
 */

import { US_PER_S } from '../kernel/units.js';
import type { ServerFamily } from '../document/firmware.js';
import type { Scenario } from '../language/scenario.js';
import { Simulation } from '../run/simulation.js';
import type { LimitCell, LimitSetting } from './result.js';

const SECONDS_PER_HOUR = 3600;
/** Longer than the keep-alive that lwIP has by default: two hours and nine probes, 75 s apart (RFC 1122 section 4.2.3.6). */
const WATCH_HOURS = 3;
const WATCH_US = WATCH_HOURS * SECONDS_PER_HOUR * US_PER_S;

/** What became of the place of a client that is gone. */
export type GhostResult =
  | {
      readonly status: 'freed';
      /** From vanishing to the socket being closed. */
      readonly afterUs: number;
      /** What the device sent into the void until then. */
      readonly segments: number;
      /** What the console said of it: the last warning or error until then. */
      readonly line?: string | undefined;
    }
  | { readonly status: 'held'; readonly forUs: number; readonly segments: number }
  | { readonly status: 'not-connected' };

/** One combination of settings with one kind of client. */
export interface GhostCell {
  readonly settings: readonly LimitSetting[];
  readonly kind: LimitCell['kind'];
  readonly result: GhostResult;
}

/** What is asked for the ESP32 unless something else is: keep-alive off, as it is when switched on, and two longer ones. */
const KEEP_ALIVES: readonly (readonly string[])[] = [
  [],
  ['httpd.keep_alive_enable=true'],
  [
    'httpd.keep_alive_enable=true',
    'httpd.keep_alive_idle=30',
    'httpd.keep_alive_interval=10',
    'httpd.keep_alive_count=3',
  ],
  [
    'httpd.keep_alive_enable=true',
    'httpd.keep_alive_idle=60',
    'httpd.keep_alive_interval=30',
    'httpd.keep_alive_count=3',
  ],
];

/** Settings to compare where none are named; libwebsockets has no options of its own for it. */
export function usualGhostSettings(family: ServerFamily): readonly (readonly string[])[] {
  return family === 'esp-http-server' ? KEEP_ALIVES : [[]];
}

/** Runs a scenario of one client `c1` that vanishes where the scenario's own run would end. */
export function measureGhost(scenario: Scenario): GhostResult {
  const vanishUs = scenario.untilUs;
  const simulation = new Simulation({
    ...scenario,
    steps: [...scenario.steps, { client: 'c1', atUs: vanishUs, do: 'vanish' }],
    untilUs: vanishUs + WATCH_US,
  });
  let sockets = 0;
  let isConnected = false as boolean;
  let freedUs: number | undefined;
  let segments = 0;
  let line: string | undefined;
  const isOver = (): boolean => freedUs !== undefined;
  simulation.trace.subscribe(
    ['res', 'seg', 'log'],
    (record) => {
      const isGone = record.t > vanishUs;
      if (record.k === 'res') {
        const { sockets: count, tcp_active: active } = record;
        if (typeof count !== 'number') return;
        if (isGone && !isOver() && count < sockets) freedUs = record.t;
        if (isGone) return;
        sockets = count;
        isConnected = active !== 0;
      } else if (record.k === 'seg') {
        if (isGone && record.dir === 'tx' && !isOver()) segments += 1;
      } else if (record.k === 'log' && isGone && (freedUs === undefined || record.t === freedUs)) {
        line = `${record.tag}: ${record.msg.split('\n', 1)[0]!}`;
      }
    },
    'W',
  );
  simulation.run();
  if (!isConnected) return { status: 'not-connected' };
  if (freedUs === undefined) return { status: 'held', forUs: WATCH_US, segments };
  return { status: 'freed', afterUs: freedUs - vanishUs, segments, ...(line === undefined ? {} : { line }) };
}
