/** Console lines as ESP-IDF's `esp_log_write` prints them: `I (17560) httpd: text` (components/log). */

import { US_PER_MS } from '../../kernel/units.js';
import type { LogRecord } from '../../kernel/trace.js';

/** LOG_COLOR_E, LOG_COLOR_W and LOG_COLOR_I of esp_log_color.h; the other levels have none. */
const COLORS: Readonly<Partial<Record<string, string>>> = {
  E: '\u001b[0;31m',
  W: '\u001b[0;33m',
  I: '\u001b[0;32m',
};
/** LOG_RESET_COLOR: every level ends with it where colours are on. */
const RESET = '\u001b[0m';

/** A line with its line feed; the time stamp is that of the last RTOS tick. */
export function espConsoleLine({ t, lv, tag, msg }: LogRecord, tickUs: number, color: boolean): string {
  const ms = Math.floor((Math.floor(t / tickUs) * tickUs) / US_PER_MS);
  const line = `${lv} (${ms}) ${tag}: ${msg}`;
  return color ? `${COLORS[lv] ?? ''}${line}${RESET}\n` : `${line}\n`;
}
