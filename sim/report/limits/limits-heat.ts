/** Limits over two options as heat maps: one for each kind of clients, the number and the limit in each cell. */

import type { LimitCell, LimitResult, LimitsReport, LimitSetting } from '../../limits/result.js';
import { escapedHtml } from '../html/html-text.js';
import { tag, words } from '../picture/svg-text.js';
import { barValue, FAILED_COLOR, limitsSvg } from './limits-svg.js';
import { nextText, servedText, stopText, subjectText } from './limits-text.js';

const CELL_HEIGHT = 34;
const LEAST_CELL_WIDTH = 56;
const PAD = 16;
const TITLE_Y = 20;
const TOP = 44;
const LINE = 14;
const HALF = 2;
const NUMBER_Y = 15;
const STOP_Y = 28;
/** Of the 11 px font, generously; the title's is larger, the limits' smaller. */
const CHARACTER_WIDTH = 6.5;
const TITLE_CHARACTER_WIDTH = 8.5;
const SMALL_CHARACTER_WIDTH = 5.5;
/** From the lightest cell to the darkest, per cent of lightness; on the darker ones texts are white. */
const LIGHT = 92;
const DARK = 34;
const WHITE_BELOW = 62;
const HUE = 'hsl(212 56%';
const STYLE =
  'text{font:11px sans-serif;fill:#333}.t{font-size:14px;font-weight:bold}.v,.s{text-anchor:middle}.s{font-size:9px}.e{text-anchor:end}.w{fill:#fff}';

/** A chart as it fits the question: two options with several values each make heat maps, all else bars. */
export function limitsChart(report: LimitsReport): string {
  const isMap = report.vary.length === 2 && report.vary.every(({ values }) => values.length > 1);
  return isMap ? limitsHeat(report) : limitsSvg(report);
}

interface Layout {
  readonly left: number;
  readonly cellWidth: number;
  readonly most: number;
}

function limitsHeat(report: LimitsReport): string {
  const { kinds, cells, vary } = report;
  const [across, down] = vary as [LimitsReport['vary'][number], LimitsReport['vary'][number]];
  const stops = cells.map(({ result }) => shortStop(result).length * SMALL_CHARACTER_WIDTH);
  const cellWidth = Math.ceil(Math.max(LEAST_CELL_WIDTH, ...stops.map((width) => width + PAD)));
  const rowLabels = down.values.map((value) => String(value).length * CHARACTER_WIDTH);
  const left = Math.ceil(PAD + Math.max(...rowLabels) + LINE / HALF);
  const layout = { left, cellWidth, most: Math.max(1, ...cells.map(barValue)) };
  const mapHeight = LINE * HALF + down.values.length * CELL_HEIGHT + LINE * HALF;
  const title = `Clients served: ${subjectText(report)}`;
  const heads = kinds.map((kind) => `${kind}: ${down.name} down, ${across.name} across`);
  const width = Math.ceil(
    Math.max(
      left + across.values.length * cellWidth + PAD,
      PAD * HALF + title.length * TITLE_CHARACTER_WIDTH,
      ...heads.map((head) => PAD * HALF + head.length * CHARACTER_WIDTH),
    ),
  );
  const height = TOP + kinds.length * mapHeight + PAD;
  const maps = kinds.flatMap((kind, k) => {
    const top = TOP + k * mapHeight + LINE;
    const own = cells.filter((one) => one.kind === kind);
    return [words(heads[k]!, PAD, top - LINE / HALF), ...heatMap(own, { across, down }, top, layout)];
  });
  return `${tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    tag('style', {}, STYLE),
    tag('rect', { width, height, fill: '#fff' }),
    words(title, PAD, TITLE_Y, 't'),
    ...maps,
  )}\n`;
}

function heatMap(
  cells: readonly LimitCell[],
  { across, down }: Readonly<Record<'across' | 'down', LimitsReport['vary'][number]>>,
  top: number,
  layout: Layout,
): string[] {
  const { left, cellWidth } = layout;
  const middle = CELL_HEIGHT / HALF + LINE / HALF / HALF;
  const rows = down.values.flatMap((y, row) => [
    words(String(y), left - LINE / HALF, top + row * CELL_HEIGHT + middle, 'e'),
    ...across.values.flatMap((x, column) => {
      const cell = cells.find(({ settings }) => has(settings, across.name, x) && has(settings, down.name, y));
      return cell === undefined
        ? []
        : heatCell(cell, left + column * cellWidth, top + row * CELL_HEIGHT, layout);
    }),
  ]);
  const bottom = top + down.values.length * CELL_HEIGHT + LINE;
  const columns = across.values.map((x, column) =>
    words(String(x), left + (column + 1 / HALF) * cellWidth, bottom, 'v'),
  );
  return [...rows, ...columns];
}

function has(settings: readonly LimitSetting[], name: string, value: LimitSetting['value']): boolean {
  return settings.some((one) => one.name === name && one.value === value);
}

function heatCell(cell: LimitCell, x: number, y: number, { cellWidth, most }: Layout): string[] {
  const { kind, result } = cell;
  const isFailed = result.status === 'not-started' || result.status === 'crash';
  const lightness = Math.round(LIGHT - (barValue(cell) / most) * (LIGHT - DARK));
  const ink = isFailed || lightness < WHITE_BELOW ? ' w' : '';
  const told = [`${kind}: ${servedText(result)}`, nextText(result), stopText(result)].filter(Boolean);
  const box = { x, y, width: cellWidth - 1, height: CELL_HEIGHT - 1 };
  const middle = x + cellWidth / HALF;
  const number = isFailed ? '×' : servedText(result).replace(' or more', '+');
  return [
    tag(
      'rect',
      { ...box, fill: isFailed ? FAILED_COLOR : `${HUE} ${lightness}%)` },
      tag('title', {}, escapedHtml(told.join(' · '))),
    ),
    words(number, middle, y + NUMBER_Y, `v${ink}`),
    words(shortStop(result), middle, y + STOP_Y, `s${ink}`),
  ];
}

/** The limit that stopped the next one, in a word or two: `sessions`, `sockets`, `no server`. */
function shortStop(result: LimitResult): string {
  if (result.status === 'no-limit') return '';
  if (result.status !== 'limit') return result.status === 'crash' ? 'crash' : 'no server';
  return result.next.cause?.resource.replace(/ :\d+$/, '') ?? '';
}
