/** How many bytes a line of the log is on the UART. */

import type { LineBytes } from '../../sim/kernel/console-uart.js';
import { US_PER_MS } from '../../sim/kernel/units.js';

/** `ESC [ 0 ; 3 2 m` before a line of level E, W and I, and `ESC [ 0 m` after every line. */
const COLOUR_BYTES = 7;
const RESET_BYTES = 4;
const CR_LF_BYTES = 2;
/** `D (`, `) `, `: ` around time stamp and tag. */
const ESP_FRAME_BYTES = 7;
/** `[I] (`, `) `, `: `. */
const W800_FRAME_BYTES = 9;
/** `[2025/01/01 00:00:00:0000] N: 183812: ` and the line feed. */
const LWS_FRAME_BYTES = 39;
const LWS_TAG = 'lws';

function stampBytes(timeUs: number, tickUs: number): number {
  return String(Math.floor((Math.floor(timeUs / tickUs) * tickUs) / US_PER_MS)).length;
}

function lineFeeds(msg: string): number {
  return msg.split('\n').length - 1;
}

/** ESP-IDF's `esp_log_write` with colours (CONFIG_LOG_COLORS); line feeds become CR and LF. */
export function espLineBytes(tickUs: number): LineBytes {
  return (level, tag, msg, timeUs) => {
    const colour = RESET_BYTES + (level === 'E' || level === 'W' || level === 'I' ? COLOUR_BYTES : 0);
    const text = ESP_FRAME_BYTES + stampBytes(timeUs, tickUs) + tag.length + msg.length + lineFeeds(msg);
    return colour + text + CR_LF_BYTES;
  };
}

/** The SDK's own lines, and libwebsockets', which carry wall-clock time and free heap. */
export function w800LineBytes(tickUs: number): LineBytes {
  return (_level, tag, msg, timeUs) =>
    tag === LWS_TAG
      ? LWS_FRAME_BYTES + msg.length
      : W800_FRAME_BYTES + stampBytes(timeUs, tickUs) + tag.length + msg.length + CR_LF_BYTES;
}
