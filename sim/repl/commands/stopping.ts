/** Breakpoints and watches. */

import { parseDuration } from '../../document/duration.js';
import { durationOf } from '../breakpoints/condition.js';
import { observableNames } from '../breakpoints/observable.js';
import { viewLines } from '../format/table.js';
import { timeText } from '../format/time.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import type { Command, Result, CommandConsole } from './command.js';
import { stoppingWords } from './completion-words.js';

const BREAK_HELP = [
  'break log TEXT | /pattern/            a line of the console (`httpd_sess: …`)',
  'break MACHINE [OWNER] FROM->TO        a machine enters a state: session ->closing, tcp tab1 established->close-wait',
  'break RESOURCE full | refuses | >= N  sockets full, "backlog :80" refuses, heap > 90000',
  'break CLIENT [EVENT]                  tab9, tab9 connected, tab9 data, tab9 eof, tab9 reset',
  'break segment FILTER…                 rx, tx, lost, SYN, FIN, RST, a client, len>0',
  'break task NAME [WAIT]                a task blocks (on WAIT)',
  'break refuse [CLIENT] | panic | livelock | session | cb | end',
  'break TIME                            5s, 1200ms',
  'Behind it: `if NAME OPERATOR VALUE [and …]` (fields of the record, time, anything that can be watched),',
  'and `count N`: stop from the Nth hit on, counted from the start of time.',
].join('\n');

const WATCH_HELP = [
  'watch NAME                   a count (sockets, netconn, tcp_active, sessions), a resource (heap, "backlog :80"),',
  '                             a task or a client by its name',
  'watch SECTION KEY [COLUMN]   a cell of a table: netstat tab9 sendQueue, tasks httpd waitsFor, machines "socket fd 54"',
  'watch SECTION                the number of its rows',
  'Conditions and counts as with `break`.',
].join('\n');

/** Adds a breakpoint. */
function breakOn(console: CommandConsole, words: readonly Word[]): Result {
  const { breakpoints } = console;
  const [first, second] = words;
  const timeWord = first?.text === 'time' ? second : words.length === 1 ? first : undefined;
  const isTime =
    timeWord !== undefined && (first?.text === 'time' || typeof parseDuration(timeWord.text) === 'number');
  if (isTime) {
    const { id, timeUs } = breakpoints.addTime(durationOf(timeWord.text));
    return { lines: [`breakpoint ${id}: time ${timeText(timeUs)}`], data: { id, timeUs } };
  }
  return added(console, words, false);
}

function added(console: CommandConsole, words: readonly Word[], isWatch: boolean): Result {
  const { id, text } = console.breakpoints.add(words, isWatch);
  return { lines: [`breakpoint ${id}: ${text}`], data: { id, text } };
}

/** All breakpoints as a table. */
export function breakpointList({ breakpoints, session }: CommandConsole): Result {
  const rows = [
    ...breakpoints.list.map((one) => ({
      key: String(one.id),
      on: one.enabled,
      hits: one.hitsBefore(session.position),
      what: one.text,
    })),
    ...breakpoints.times.map((one) => ({
      key: String(one.id),
      on: one.enabled,
      hits: one.timeUs <= session.timeUs ? 1 : 0,
      what: `time ${timeText(one.timeUs)}`,
    })),
  ].sort((a, b) => Number(a.key) - Number(b.key));
  return {
    lines: rows.length === 0 ? ['no breakpoints'] : viewLines(rows, session.timeUs, 'id'),
    data: rows,
  };
}

/** The breakpoints meant: one by number, or all. */
function idOf(words: readonly Word[]): number | undefined {
  const text = words[0]?.text;
  if (text === undefined || text === 'all') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UserError(`${text} is not the number of a breakpoint`);
  return Number(text);
}

function switching(name: 'enable' | 'disable'): Command {
  const enabled = name === 'enable';
  return {
    names: [name],
    group: 'stopping',
    usage: '[ID]',
    summary: `switches a breakpoint, or all, ${enabled ? 'on' : 'off'}`,
    run: (console, words) => {
      console.breakpoints.enable(idOf(words), enabled);
      return breakpointList(console);
    },
  };
}

/** All commands for stopping. */
export const STOPPING: readonly Command[] = [
  {
    names: ['break', 'b'],
    group: 'stopping',
    usage: 'WHAT [if CONDITION] [count N]',
    summary: 'stops when something happens',
    details: BREAK_HELP,
    complete: stoppingWords,
    run: breakOn,
  },
  {
    names: ['watch', 'w'],
    group: 'stopping',
    usage: 'NAME [if CONDITION] [count N]',
    summary: 'stops when a value changes',
    details: WATCH_HELP,
    complete: (console, words) => (words.length > 1 ? [] : observableNames(console.session.timeline.newest)),
    run: (console, words) => added(console, words, true),
  },
  {
    names: ['delete', 'd'],
    group: 'stopping',
    usage: '[ID]',
    summary: 'deletes a breakpoint, or all',
    run: (console, words) => {
      console.breakpoints.delete(idOf(words));
      return breakpointList(console);
    },
  },
  switching('enable'),
  switching('disable'),
];
