/**
 * The timeline of a run as a picture for documents: lanes of clients, and under them the limits that mattered.
 *
 * Light and dark as the reader's system asks for; each state has its texture, and its word where that fits.
 */

import {
  CLIENT_STATES,
  markOf,
  MARK_WORDS,
  OUTCOME_SIGNS,
  STATE_WORDS,
  type StateSpan,
} from '../timeline/client-states.js';
import { DARK, LIGHT, type Palette } from '../timeline/colors.js';
import { countsOf } from '../timeline/counts.js';
import { RunIndex, type Lane } from '../timeline/run-index.js';
import { ticks, type TimeRange } from '../timeline/time-range.js';
import type { ViewData } from '../timeline/view-data.js';
import type { Frame } from './frame.js';
import { limitParts, LIMIT_HEIGHT, troubledLimits } from './limit-svg.js';
import { tag, words } from './svg-text.js';

const WIDTH = 900;
const LEFT = 104;
const RIGHT = 178;
const TITLE_Y = 20;
const TOP = 60;
const ROW = 22;
const BAR = 13;
const PX_PER_TICK = 120;
/** About the width of a letter. */
const LETTER = 5.9;
const MOST_LANES = 40;
const PAD = 12;
const CURE_HEIGHT = 26;

/** An SVG document of a run, or of a part of it. `cure`: a line under it, {@link cureLine}. */
export function runSvg(
  data: ViewData,
  range: TimeRange = { fromUs: 0, toUs: data.endUs },
  cure?: string,
): string {
  const index = new RunIndex(data);
  const plot = WIDTH - LEFT - RIGHT;
  const frame: Frame = {
    range,
    left: LEFT,
    right: WIDTH - RIGHT,
    x: (us) => {
      const share = (us - range.fromUs) / (range.toUs - range.fromUs);
      return LEFT + Math.min(Math.max(share, 0), 1) * plot;
    },
  };
  const parts: string[] = [];
  let y = TOP;
  for (const lane of index.lanes.slice(0, MOST_LANES)) {
    parts.push(...laneParts(index, lane, y, frame));
    y += lane.rows.length * ROW;
  }
  const untold = index.lanes.length - MOST_LANES;
  if (untold > 0) parts.push(words(`and ${untold} more clients`, LEFT, (y += ROW) - PAD / 2, 'm'));
  y += PAD;
  for (const limit of troubledLimits(data.limits)) {
    parts.push(...limitParts(limit, y, frame));
    y += LIMIT_HEIGHT;
  }
  if (cure !== undefined) parts.push(words(cure, PAD, (y += CURE_HEIGHT) - PAD / 2, 'good h'));
  const { scenario, profile } = data.head;
  const title = `${scenario} on ${profile}: ${countsOf(data)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + PAD}" viewBox="0 0 ${WIDTH} ${y + PAD}" role="img" aria-labelledby="t">`,
    tag('title', { id: 't' }, words(title, 0, 0).replace(/<[^>]*>/g, '')),
    `<style>${style()}</style>`,
    `<defs>${patterns()}</defs>`,
    tag('rect', { width: WIDTH, height: y + PAD, class: 'ground' }),
    words(title, PAD, TITLE_Y, 'h'),
    ...axis(frame, y),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** What the run comes to with other settings (`httpd.max_open_sockets=14`): they were run, `cured` is what was seen. */
export function cureLine(settings: readonly string[], cured: Pick<ViewData, 'connections'>): string {
  return `With ${settings.join(' and ')}: ${countsOf(cured)}`;
}

function axis({ range, x, left, right }: Frame, bottom: number): string[] {
  return ticks(range, (right - left) / PX_PER_TICK).flatMap(({ us, text }) => [
    tag('path', { d: `M${Math.round(x(us))} ${TOP - PAD}V${bottom}`, class: 'line' }),
    words(text, x(us), TOP - PAD - 4, 'm c'),
  ]);
}

function laneParts(index: RunIndex, { name, rows, newest }: Lane, top: number, frame: Frame): string[] {
  const { outcome } = index.data.connections[newest]!;
  const [sign, worth] = OUTCOME_SIGNS[outcome];
  const middle = top + ROW / 2 + 3;
  return [
    words(name, LEFT - 8, middle, 'e'),
    words(`${sign} ${outcome}`, frame.right + 8, middle, `${worth} b`),
    ...rows.flatMap((row, r) => row.flatMap((one) => connectionParts(index, one, top + r * ROW, frame))),
  ];
}

function connectionParts(index: RunIndex, at: number, top: number, frame: Frame): string[] {
  const own = index.data.connections[at]!;
  const y = top + (ROW - BAR) / 2;
  const bars = index.statesOf(at).flatMap((span) => stateParts(span, y, frame));
  const mark = markOf(own);
  if (mark === undefined || own.ending === undefined || !isInside(own.ending.timeUs, frame)) return bars;
  const x = frame.x(own.ending.timeUs);
  const tone = own.isContent || own.ending.by === 'client' ? 'm' : 'bad';
  return [
    ...bars,
    tag('rect', { x: x - 1, y: y - 2, width: 2, height: BAR + 4, class: `f-${tone}` }),
    words(MARK_WORDS[mark].join(' '), x + 4, y + BAR - 3, tone),
  ];
}

function isInside(us: number, { range }: Frame): boolean {
  return us >= range.fromUs && us <= range.toUs;
}

function stateParts({ state, fromUs, toUs }: StateSpan, y: number, { x, range }: Frame): string[] {
  if (toUs < range.fromUs || fromUs > range.toUs) return [];
  const from = x(fromUs);
  const width = Math.max(x(toUs) - from, 1);
  const word = STATE_WORDS[state];
  const isTold = word.length * LETTER + PAD < width;
  const label = isTold
    ? [
        tag('rect', {
          x: from + 4,
          y: y + 1,
          width: word.length * LETTER + 4,
          height: BAR - 2,
          class: 'ground',
        }),
        words(word, from + 6, y + BAR - 3),
      ]
    : [];
  if (state === 'connecting') {
    return [
      tag('path', { d: `M${Math.round(from)} ${y + BAR / 2}h${Math.round(width)}`, class: 'connecting' }),
      ...label,
    ];
  }
  return [tag('rect', { x: from, y, width, height: BAR, class: state }), ...label];
}

/** Textures in the colour of a state. */
function patterns(): string {
  const hatched = tag('path', { d: 'M-1 1l2-2M0 6l6-6M5 7l2-2', class: 's-backlog' });
  const dotted = tag('rect', { x: 1, y: 1, width: 2.4, height: 2.4, class: 'f-waiting' });
  const size = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' };
  return (
    tag('pattern', { id: 'hatched', ...size }, hatched) + tag('pattern', { id: 'dotted', ...size }, dotted)
  );
}

function style(): string {
  return `text{font:11px system-ui,sans-serif}.h{font-size:14px;font-weight:600}.b{font-weight:600}.e{text-anchor:end;font-weight:600}.c{text-anchor:middle}.line{fill:none}.connecting{stroke-width:2;stroke-dasharray:3 3}.backlog{fill:url(#hatched)}.waiting{fill:url(#dotted)}.session,.outgoing,.use{fill-opacity:.28}.held{fill:none;stroke-dasharray:4 3}.size{stroke-dasharray:4 3;fill:none}.full{fill-opacity:.28}${colors(LIGHT)}@media(prefers-color-scheme:dark){${colors(DARK)}}`;
}

function colors({ ground, text, muted, line, good, open, bad, states }: Palette): string {
  const strokes = CLIENT_STATES.map((one) => `.${one}{stroke:${states[one]}}`).join('');
  return [
    `.ground{fill:${ground}}text{fill:${text}}.m{fill:${muted}}.good{fill:${good}}.open{fill:${open}}.bad,.f-bad{fill:${bad}}`,
    `.f-m{fill:${muted}}.line{stroke:${line}}.size{stroke:${muted}}.use{fill:${states.session};stroke:${states.session}}`,
    `.full{fill:${bad};stroke:${bad}}${strokes}.session{fill:${states.session}}.outgoing{fill:${states.outgoing}}.answering{fill:${states.answering}}`,
    `.s-backlog{stroke:${states.backlog}}.f-waiting{fill:${states.waiting}}`,
  ].join('');
}
