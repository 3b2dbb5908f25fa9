/** Looking into the device. */

import { SECTION_NAMES, type SectionName } from '../../inspect/inspect.js';
import type { TraceKind, TraceRecord } from '../../kernel/trace.js';
import { textPattern, type TextPattern } from '../breakpoints/pattern.js';
import { recordLine } from '../format/record.js';
import { tableChanges, viewLines } from '../format/table.js';
import { timeText } from '../format/time.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import type { Command, Result, CommandConsole } from './command.js';

/** Kinds of `events`. */
const EVENT_KINDS: readonly TraceKind[] = [
  ...(['cli', 'act', 'step', 'answer', 'server', 'session', 'blocked', 'refuse'] as const),
];
/** Lines of `log` and `segments` without a number. */
const DEFAULT_LINES = 20;
/** Section, short forms, title of the key column, what it shows. */
const TABLES: readonly (readonly [SectionName, readonly string[], string, string])[] = [
  ['netstat', ['ns'], 'connection', 'TCP connections and listeners: state, queues, next timer'],
  ['sockets', ['fds'], 'fd', 'the fd table: which are open, and who holds them'],
  ['sessions', ['se'], 'session', "the server's sessions: purge order, what each waits for"],
  ['tasks', ['t'], 'task', 'tasks: running, blocked on what, until when'],
  ['pools', ['heap'], 'resource', 'everything limited: in use, size, peak, refusals, holders'],
  ['mbox', [], 'mailbox', 'mailboxes of sockets: messages waiting, room'],
  ['clients', ['cl'], 'client', 'the other end: what each client is doing'],
  ['counts', [], 'count', 'the counts of the trace (`res` records)'],
];

/** A section as a command; a word behind it keeps the rows that contain it. */
function tableCommand([section, short, keyTitle, summary]: (typeof TABLES)[number]): Command {
  return {
    names: [section, ...short],
    group: 'looking',
    usage: '[FILTER]',
    summary,
    complete: (console) => console.session.timeline.clientNames,
    run: (console, words) => {
      const filter = words[0]?.text;
      const table = console.session
        .view()
        [section].filter(
          (row) => filter === undefined || Object.values(row).some((cell) => String(cell).includes(filter)),
        );
      return { lines: viewLines(table, console.session.timeUs, keyTitle), data: table };
    },
  };
}

/** `[PATTERN] [N]`: the last N matching records before the present position. */
function listing(name: string, short: string, kinds: readonly TraceKind[], summary: string): Command {
  return {
    names: [name, short],
    group: 'looking',
    usage: '[TEXT|/pattern/] [N|all]',
    summary,
    complete: (console) => console.session.timeline.clientNames,
    run: (console, words) => {
      const { pattern, count } = listingArguments(words);
      const found: TraceRecord[] = [];
      const { history } = console.session.timeline;
      for (let i = history.recordsBefore(console.session.position) - 1; i >= 0 && found.length < count; i--) {
        const record = history.record(i);
        if (kinds.includes(record.k) && pattern(recordLine(record))) found.push(record);
      }
      found.reverse();
      return { lines: found.length === 0 ? ['(none)'] : found.map(recordLine), data: found };
    },
  };
}

function listingArguments(words: readonly Word[]): { pattern: TextPattern; count: number } {
  let count = DEFAULT_LINES;
  let pattern: TextPattern = () => true;
  for (const word of words) {
    if (!word.quoted && /^\d{1,9}$/.test(word.text)) count = Number(word.text);
    else if (!word.quoted && word.text === 'all') count = Number.POSITIVE_INFINITY;
    else pattern = textPattern(word.text);
  }
  return { pattern, count };
}

/** What has changed since the last stop. */
function difference(console: CommandConsole, words: readonly Word[]): Result {
  const { session } = console;
  const wanted = words[0]?.text;
  if (wanted !== undefined && !SECTION_NAMES.some((name) => name === wanted)) {
    throw new UserError(`there is no table "${wanted}"`, SECTION_NAMES.join(', '));
  }
  const before = session.viewOfLastStop();
  const now = session.view();
  const lines: string[] = [];
  const data: Record<string, string[]> = {};
  for (const name of SECTION_NAMES) {
    if (wanted !== undefined && wanted !== name) continue;
    const changes = tableChanges(before[name], now[name], session.timeUs);
    if (changes.length === 0) continue;
    data[name] = changes;
    lines.push(console.style('strong', name), ...changes);
  }
  const since = timeText(session.timeline.history.timeAt(session.lastStop));
  const title = `since #${session.lastStop} (${since}):`;
  return {
    lines: [title, ...(lines.length === 0 ? ['nothing has changed'] : lines)],
    data: { since: session.lastStop, changes: data },
  };
}

/** Commands that show tables and records. */
export const LOOKING: readonly Command[] = [
  ...TABLES.map(tableCommand),
  listing('log', 'l', ['log', 'cb', 'cbret', 'panic', 'livelock'], "the device's console so far"),
  listing('segments', 'seg', ['seg'], 'TCP segments at the device so far, like tcpdump'),
  listing('events', 'ev', EVENT_KINDS, 'what clients did and saw, sessions and refusals so far'),
  {
    names: ['diff'],
    group: 'looking',
    usage: '[TABLE]',
    summary: 'what has changed since the last stop',
    complete: () => SECTION_NAMES,
    run: difference,
  },
];
