/** Where a movement has ended, and why. */

import type { Result } from '../commands/command.js';
import type { DebugSession, Stop } from '../engine/debug-session.js';
import type { TraceRecord } from '../../kernel/trace.js';
import { recordText } from './record.js';
import { stepText } from './step.js';
import type { Style, Tone } from './style.js';
import { timeText } from './time.js';

/** Kinds shown with a step; counts and machines have their own commands. */
const SHOWN_KINDS: ReadonlySet<TraceRecord['k']> = new Set([
  ...(['log', 'cli', 'seg', 'refuse', 'session', 'server', 'blocked', 'answer'] as const),
  ...(['panic', 'livelock', 'cb', 'cbret'] as const),
]);
/** Records shown of one step. */
const MOST_SHOWN = 12;

/** The stop as lines and as data. */
export function stopResult(session: DebugSession, stop: Stop, style: Style): Result {
  const { position, timeUs, lastStep } = session;
  const { history } = session.timeline;
  const moved = position - session.lastStop;
  const records = position === 0 ? [] : history.recordsOf(position - 1);
  const what = lastStep === undefined ? 'nothing has happened yet' : stepText(lastStep, records);
  const isQuiet = lastStep !== undefined && lastStep.timeUs < timeUs;
  const shown = isQuiet ? `quiet since ${timeText(lastStep.timeUs)} (${what})` : what;
  const lines = [
    ...reasonLines(stop, style),
    `${style('faint', `#${position}`)} ${timeText(timeUs)}  ${shown}${distance(moved)}`,
  ];
  if (moved !== 0 && !isQuiet) lines.push(...recordLines(records, style));
  return {
    lines,
    data: {
      stop,
      position,
      timeUs,
      step: lastStep && { kind: lastStep.kind, what, task: lastStep.task },
      records,
    },
  };
}

function distance(moved: number): string {
  if (Math.abs(moved) <= 1) return '';
  return moved > 0 ? ` (${moved} steps on)` : ` (${-moved} steps back)`;
}

function reasonLines(stop: Stop, style: Style): string[] {
  switch (stop.why) {
    case 'break':
      return [style('strong', `breakpoint ${stop.id}: ${stop.what}`)];
    case 'interrupted':
      return [style('warning', 'interrupted')];
    case 'end':
      return [style('strong', 'the run is over')];
    case 'start':
      return [style('strong', 'start of time')];
    default:
      return [];
  }
}

/** The records of a step, cut where there are many. */
export function recordLines(records: readonly TraceRecord[], style: Style): string[] {
  const shown = records.filter((record) => SHOWN_KINDS.has(record.k));
  const lines = shown
    .slice(0, MOST_SHOWN)
    .map((record) => `    ${style(toneOf(record), recordText(record))}`);
  if (shown.length > MOST_SHOWN)
    lines.push(`    … and ${shown.length - MOST_SHOWN} more (see \`log\` and \`segments\`)`);
  return lines;
}

function toneOf(record: TraceRecord): Tone {
  switch (record.k) {
    case 'refuse':
    case 'panic':
    case 'livelock':
      return 'bad';
    case 'log':
      return record.lv === 'E'
        ? 'bad'
        : record.lv === 'W'
          ? 'warning'
          : record.lv === 'D'
            ? 'faint'
            : 'strong';
    case 'cli':
      return 'good';
    default:
      return 'faint';
  }
}
