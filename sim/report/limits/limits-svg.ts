/**
 * The limits as a chart: a group of bars for each combination of options, a bar for each kind of clients. A letter at each bar
 * says what stops the next client; the letters are explained below.
 */

import { escapedHtml } from '../html/html-text.js';
import type { LimitCell, LimitsReport } from '../../limits/result.js';
import { nextText, servedText, stopText, subjectText } from './limits-text.js';

const BAR_WIDTH = 18;
const BAR_GAP = 4;
const GROUP_GAP = 22;
const PLOT_HEIGHT = 220;
const TOP = 56;
const LEFT = 44;
const RIGHT = 16;
const LABEL_LINE = 14;
const BOTTOM_PAD = 18;
const LEGEND_STEP = 110;
const LEGEND_Y = 40;
const SWATCH = 10;
const MIN_WIDTH = 420;
const TITLE_Y = 20;
const MAX_TICKS = 8;
/** Of the 11 px font, generously. */
const CHARACTER_WIDTH = 6.5;
const LABEL_GAP = 10;
const FIRST_LETTER = 0x61;
const LETTERS = 26;
const FAILED_HEIGHT = 4;
const COLORS: Readonly<Record<LimitCell['kind'], string>> = {
  idle: '#8a8f98',
  http: '#2f6fb0',
  websocket: '#c2642d',
  https: '#1f4f80',
  wss: '#8a4420',
  scenario: '#2f6fb0',
};
/** Of what has no number: no server, a crash. */
export const FAILED_COLOR = '#b3261e';
const STYLE =
  'text{font:11px sans-serif;fill:#333}.t{font-size:14px;font-weight:bold}.v{text-anchor:middle}.g{stroke:#ddd}';

/** An SVG document. */
export function limitsSvg(report: LimitsReport): string {
  const { kinds, cells } = report;
  const groups = groupsOf(cells);
  const top = Math.max(1, ...cells.map(barValue));
  const reasons = reasonsOf(cells);
  const longestValue = Math.max(0, ...cells.map((cell) => valueText(cell, reasons).length));
  /** From one bar to the next: what stands on it has room, too. */
  const pitch = Math.max(BAR_WIDTH + BAR_GAP, Math.ceil(longestValue * CHARACTER_WIDTH) + BAR_GAP);
  const barsWidth = kinds.length * pitch - BAR_GAP;
  const labels = groups.map(({ label }) => label);
  const longest = Math.max(0, ...labels.flat().map((line) => line.length));
  const groupWidth = Math.max(barsWidth, Math.ceil(longest * CHARACTER_WIDTH) + LABEL_GAP - GROUP_GAP);
  const labelLines = Math.max(0, ...labels.map((lines) => lines.length));
  const reasonLines = [...reasons].map(([reason, letter]) => `${letter}  ${reason}`);
  const reasonWidth = Math.max(0, ...reasonLines.map((line) => line.length)) * CHARACTER_WIDTH;
  const width = Math.max(
    MIN_WIDTH,
    Math.ceil(LEFT + reasonWidth + RIGHT),
    LEFT + groups.length * (groupWidth + GROUP_GAP) + RIGHT,
  );
  const base = TOP + PLOT_HEIGHT;
  const reasonsAt = base + LABEL_LINE * (labelLines + 2);
  const height = reasonsAt + LABEL_LINE * (reasonLines.length - 1) + BOTTOM_PAD;
  const scale = (value: number): number => (value / top) * PLOT_HEIGHT;
  const bars = groups.flatMap((group, g) => {
    const left = LEFT + GROUP_GAP / 2 + g * (groupWidth + GROUP_GAP);
    const barsAt = left + (groupWidth - barsWidth) / 2;
    const parts = kinds.flatMap((kind, k) => {
      const cell = group.cells.find((one) => one.kind === kind);
      return cell === undefined
        ? []
        : bar(
            cell,
            barsAt + k * pitch + (pitch - BAR_GAP - BAR_WIDTH) / 2,
            base,
            scale(barValue(cell)),
            reasons,
          );
    });
    const middle = left + groupWidth / 2;
    const texts = group.label.map((line, i) => text(middle, base + LABEL_LINE * (i + 1), line, 'v'));
    return [...parts, ...texts];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(LEFT, TITLE_Y, `Clients served: ${subjectText(report)}`, 't'),
    ...kinds.flatMap((kind, k) => legend(kind, LEFT + k * LEGEND_STEP)),
    ...grid(top, width, base, scale),
    ...bars,
    ...reasonLines.map((line, i) => text(LEFT, reasonsAt + LABEL_LINE * i, line, '')),
    '</svg>',
    '',
  ].join('\n');
}

interface Group {
  readonly label: readonly string[];
  readonly cells: LimitCell[];
}

function groupsOf(cells: readonly LimitCell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const label = cell.settings.map(({ name, value }) => `${lastPart(name)} ${String(value)}`);
    const key = cell.settings.map(({ value }) => JSON.stringify(value)).join();
    const group = groups.get(key) ?? { label, cells: [] };
    groups.set(key, group);
    group.cells.push(cell);
  }
  return [...groups.values()];
}

/** Long paths would not fit under the bars. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/^CONFIG_/, '');
}

/** How tall a bar is, how dark a cell. */
export function barValue({ result }: LimitCell): number {
  if (result.status === 'limit') return result.served;
  return result.status === 'no-limit' ? result.tried : 0;
}

/** Why a bar is no longer, without the size that it shows; empty where nothing stops anybody. */
function reasonOf({ result }: LimitCell): string {
  if (result.status !== 'limit') return stopText(result);
  const { cause } = result.next;
  if (cause === undefined) return '';
  return `${cause.resource}${cause.option === undefined ? '' : ` (${cause.option})`}: ${cause.effect}`;
}

/** Each reason's letter. */
function reasonsOf(cells: readonly LimitCell[]): ReadonlyMap<string, string> {
  const reasons = [...new Set(cells.map(reasonOf))].filter((reason) => reason !== '');
  return new Map(reasons.map((reason, i) => [reason, letterOf(i)]));
}

/** `a` to `z`, then `a1`. */
function letterOf(index: number): string {
  const round = Math.floor(index / LETTERS);
  return String.fromCharCode(FIRST_LETTER + (index % LETTERS)) + (round === 0 ? '' : String(round));
}

/** There is no number: no server, a crash. */
function isFailed({ result }: LimitCell): boolean {
  return result.status === 'not-started' || result.status === 'crash';
}

/** `7 a`: what stands on a bar. */
function valueText(cell: LimitCell, reasons: ReadonlyMap<string, string>): string {
  const count = isFailed(cell) ? '×' : servedText(cell.result).replace(' or more', '+');
  return [count, reasons.get(reasonOf(cell))].filter((part) => part !== undefined).join(' ');
}

function bar(
  cell: LimitCell,
  x: number,
  base: number,
  size: number,
  reasons: ReadonlyMap<string, string>,
): string[] {
  const { kind, result } = cell;
  const failed = isFailed(cell);
  const height = failed ? FAILED_HEIGHT : Math.round(size);
  const title = [`${kind}: ${servedText(result)}`, nextText(result), stopText(result)]
    .filter((part) => part !== '')
    .join(' · ');
  const y = base - height;
  return [
    `<rect x="${x}" y="${y}" width="${BAR_WIDTH}" height="${height}" fill="${failed ? FAILED_COLOR : COLORS[kind]}"><title>${escapedHtml(title)}</title></rect>`,
    text(x + BAR_WIDTH / 2, y - BAR_GAP, valueText(cell, reasons), 'v'),
  ];
}

function grid(top: number, width: number, base: number, scale: (value: number) => number): string[] {
  const step = Math.max(1, Math.ceil(top / MAX_TICKS));
  const lines: string[] = [];
  for (let value = 0; value <= top; value += step) {
    const y = Math.round(base - scale(value));
    lines.push(`<line class="g" x1="${LEFT}" x2="${width - RIGHT}" y1="${y}" y2="${y}"/>`);
    lines.push(text(LEFT - LABEL_LINE, y + BAR_GAP, String(value), 'v'));
  }
  return lines;
}

function legend(kind: LimitCell['kind'], x: number): string[] {
  return [
    `<rect x="${x}" y="${LEGEND_Y - SWATCH}" width="${SWATCH}" height="${SWATCH}" fill="${COLORS[kind]}"/>`,
    text(x + SWATCH + BAR_GAP, LEGEND_Y, kind, ''),
  ];
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${x}" y="${y}"${style === '' ? '' : ` class="${style}"`}>${escapedHtml(content)}</text>`;
}
