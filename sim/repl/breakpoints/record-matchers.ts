/** Breakpoints on records: log lines, machines, clients, segments, refusals. */

import { suggestion } from '../../document/suggest.js';
import { CLIENT_EVENTS, type SegRecord, type StateRecord, type TraceRecord } from '../../kernel/trace.js';
import { limitText } from '../../resources/limit-name.js';
import { recordText } from '../format/record.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import { parseCondition, type Lookup } from './condition.js';
import { recordMatcher, type Matcher } from './matcher.js';
import { textPattern } from './pattern.js';

const FLAG_LETTERS = /^[SFRPA]+$/;
const FLAG_NAMES: Readonly<Record<string, string>> = { SYN: 'S', FIN: 'F', RST: 'R', PSH: 'P', ACK: 'A' };
/** Fields of segment records, as conditions use them. */
const NO_OBSERVABLES: Lookup = (name) => {
  throw new UserError(`a segment has no field "${name}"`, 'fields: dir, c, fl, seq, ack, len, win, lost');
};

const EVENTS: readonly string[] = [...CLIENT_EVENTS, 'segment'];

/** A log line that contains a text, or matches a pattern. The text may contain the tag: `httpd_sess: …`. */
export function logMatcher(pattern: string): Matcher {
  const matches = textPattern(pattern);
  return recordMatcher(
    `log ${pattern}`,
    (record) => record.k === 'log' && matches(`${record.tag}: ${record.msg}`),
    recordText,
  );
}

/** `established->closing`, `->closed`, `established->`: states that a machine leaves and enters. */
export function machineMatcher(machine: string, owner: string | undefined, arrow: string): Matcher {
  const [from = '', to = ''] = arrow.split('->');
  const matches = (record: StateRecord): boolean =>
    record.machine === machine &&
    (owner === undefined || record.owner === owner || record.owner.startsWith(`${owner}:`)) &&
    (from === '' || record.from === from) &&
    (to === '' || record.to === to);
  const text = [machine, owner, arrow].filter((part) => part !== undefined).join(' ');
  return recordMatcher(text, (record) => record.k === 'state' && matches(record), recordText);
}

/** Something that a client sees; any event without a name. */
export function clientMatcher(client: string, event: string | undefined): Matcher {
  if (event !== undefined && !EVENTS.includes(event))
    throw new UserError(`clients see no "${event}"`, suggestion(event, EVENTS));
  const text = ['client', client, event].filter((part) => part !== undefined).join(' ');
  return recordMatcher(
    text,
    (record) => record.k === 'cli' && record.c === client && (event === undefined || record.ev === event),
    recordText,
  );
}

/** `rx`, `tx`, `lost`, flags (`SYN`, `FA`), a client's name, or comparisons of fields: all must hold. */
export function segmentMatcher(words: readonly Word[], clients: readonly string[]): Matcher {
  const conditions = words.map((word) => segmentCondition(word, clients));
  const text = ['segment', ...words.map((word) => word.text)].join(' ');
  return recordMatcher(
    text,
    (record) => record.k === 'seg' && conditions.every((holds) => holds(record)),
    recordText,
  );
}

function segmentCondition(word: Word, clients: readonly string[]): (record: SegRecord) => boolean {
  const { text } = word;
  if (text === 'rx' || text === 'tx') return (record) => record.dir === text;
  if (text === 'lost') return (record) => record.lost === 1;
  if (clients.includes(text)) return (record) => record.c === text;
  const letters = FLAG_NAMES[text] ?? (FLAG_LETTERS.test(text) ? text : undefined);
  if (letters !== undefined)
    return (record) => Array.from(letters).every((letter) => record.fl.includes(letter));
  if (/[=!<>~]/.test(text)) {
    const condition = parseCondition([word], NO_OBSERVABLES);
    return (record) => condition({ record, position: 0, timeUs: record.t });
  }
  throw new UserError(`${text} is no filter for segments`, 'rx, tx, lost, SYN, FIN, RST, a client, or len>0');
}

/** A resource that turns somebody away; a certain client only, if named. */
export function refusalMatcher(resource: string | undefined, client: string | undefined): Matcher {
  const text = [resource ?? 'any resource', 'refuses', client].filter((part) => part !== undefined).join(' ');
  const matches = (record: TraceRecord): boolean =>
    record.k === 'refuse' &&
    (resource === undefined || limitText(record.resource) === resource) &&
    (client === undefined || record.c === client);
  return recordMatcher(text, matches, recordText);
}

/** Any record of a kind. */
export function kindMatcher(kind: TraceRecord['k']): Matcher {
  return recordMatcher(kind, (record) => record.k === kind, recordText);
}
