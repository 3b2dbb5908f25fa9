/**
 * TCP keep-alive of a server's sessions, as its configuration has it.
 *
 * Source: components/esp_http_server/src/httpd_main.c: httpd_accept_conn, httpd_create.
 */

import { US_PER_S } from '../../../sim/kernel/units.js';
import type { HttpServer } from './server.js';

/** Values that 0 stands for: seconds, seconds, probes. */
const IDLE_S = 5;
const INTERVAL_S = 5;
const COUNT = 3;

/** Seconds of silence before the first probe, seconds from one to the next, and how many. */
export interface KeepAlive {
  readonly idle: number;
  readonly interval: number;
  readonly count: number;
}

/** What the sessions of a server are given; undefined where it is off, or the release has none. */
export function keepAliveOf({ config, env }: HttpServer): KeepAlive | undefined {
  if (!config.keep_alive_enable || !env.firmware.keepAlive) return undefined;
  return {
    idle: config.keep_alive_idle || IDLE_S,
    interval: config.keep_alive_interval || INTERVAL_S,
    count: config.keep_alive_count || COUNT,
  };
}

/** Silence after which a peer counts as gone, microseconds. */
export function longestSilenceUs({ idle, interval, count }: KeepAlive): number {
  return (idle + interval * count) * US_PER_S;
}
