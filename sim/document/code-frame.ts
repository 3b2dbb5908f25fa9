/** A few lines of source around a place, with the offending text underlined. */

import type { Position } from './place.js';

const LINES_BEFORE = 1;
const FRAME_COLUMNS = 96;
/** Of a long line, so much is shown before the place. */
const COLUMNS_BEFORE = 32;
const LEAST_UNDERLINE = 1;

/** Renders the frame. `text` is the offending text; its first line is underlined, at least one column. */
export function codeFrame(source: string, at: Position, text: string): string {
  const lines = linesUpTo(source, at.line);
  const gutter = String(at.line).length;
  const out: string[] = [];
  for (let n = Math.max(1, at.line - LINES_BEFORE); n < at.line; n += 1) {
    out.push(`  ${String(n).padStart(gutter)} | ${visible(lines[n - 1] ?? '').slice(0, FRAME_COLUMNS)}`);
  }
  const line = visible(lines[at.line - 1] ?? '');
  const cut = line.length > FRAME_COLUMNS ? Math.max(0, at.column - 1 - COLUMNS_BEFORE) : 0;
  const shown = line.slice(cut, cut + FRAME_COLUMNS);
  out.push(`> ${String(at.line).padStart(gutter)} | ${shown}`);
  const indent = Math.min(at.column - 1 - cut, shown.length);
  const wanted = Math.max(LEAST_UNDERLINE, firstLine(text).length);
  const room = Math.max(LEAST_UNDERLINE, shown.length - indent);
  out.push(`  ${' '.repeat(gutter)} | ${' '.repeat(indent)}${'^'.repeat(Math.min(wanted, room))}`);
  return out.join('\n');
}

function linesUpTo(source: string, line: number): string[] {
  const lines: string[] = [];
  let start = 0;
  while (lines.length < line && start <= source.length) {
    const end = source.indexOf('\n', start);
    lines.push(source.slice(start, end < 0 ? undefined : end));
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).replace(/\r$/, '');
}

/** One column per character, whatever it was. */
function visible(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
