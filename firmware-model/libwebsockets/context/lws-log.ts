/**
 * lws's own log lines (`lwsl_err`, `lwsl_warn`, `lwsl_notice`; lib/core/logs.c).
 *
 * Modelled: levels, the function name in front where lws puts one, the tag of the wsi or vhost in front, and the line
 * buffer of 256 bytes, in which the time and free-heap prefix counts.
 * Absent: levels INFO and below, which neither the examples nor lws's default switch on; `lws_set_log_level`'s emitter.
 */

import type { DeviceLog } from '../../../sim/kernel/log.js';

/** Tag of lws's lines in the trace. */
const TAG = 'lws';

/** Log levels (`LLL_…`, lws-logs.h), for `lws_set_log_level`. */
export const LLL_ERR = 1;
export const LLL_WARN = 2;
export const LLL_NOTICE = 4;

/** `[YYYY/MM/DD HH:MM:SS:mmmm] N: FREEHEAP: `, at the head of every line. */
const PREFIX_BYTES = 38;
/** A line longer than this is cut (`end - 2` of the buffer) … */
const LONGEST_LINE = 253;
/** … to so many bytes, and ends in three dots. */
const CUT_LINE = 250;

const NAME_OF_LEVEL = { [LLL_ERR]: 'E', [LLL_WARN]: 'W', [LLL_NOTICE]: 'N' } as const;
type Level = keyof typeof NAME_OF_LEVEL;

/** Whom a line is about. */
export interface Tagged {
  readonly tag: string;
}

export class LwsLog {
  /** Levels that are written; lws's default (logs.c:44). */
  levels = LLL_ERR | LLL_WARN | LLL_NOTICE;

  constructor(private readonly log: DeviceLog) {}

  /** `lwsl_err(…)`. A line feed at the end, as C formats have it, counts for the buffer only. */
  err(text: string): void {
    this.write(LLL_ERR, text);
  }

  warn(text: string): void {
    this.write(LLL_WARN, text);
  }

  notice(text: string): void {
    this.write(LLL_NOTICE, text);
  }

  /** `lwsl_wsi_…`, `lwsl_vhost_…`: the tag of `who` and the function's name in front. */
  about(level: Level, who: Tagged, functionName: string, text: string): void {
    this.write(level, `${who.tag}: ${functionName}: ${text}`);
  }

  /** `lwsl_cx_…`: the function's name in front. */
  context(level: Level, functionName: string, text: string): void {
    this.write(level, `${functionName}: ${text}`);
  }

  private write(level: Level, text: string): void {
    if ((this.levels & level) === 0) return;
    let line = text.endsWith('\n') ? text.slice(0, -1) : text;
    if (PREFIX_BYTES + text.length > LONGEST_LINE) line = `${text.slice(0, CUT_LINE - PREFIX_BYTES)}...`;
    this.log.write(NAME_OF_LEVEL[level], TAG, line);
  }
}
