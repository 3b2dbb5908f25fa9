/**
 * Records as lines of a trace file: the same text that `serializeRecord` makes, a good deal faster.
 *
 * A busy device writes millions of records, nearly all of them of five kinds with the same few fields each time. Those
 * are put together here from pieces that are known already, with numbers and texts between them: how a client's records
 * begin, and what a log line's format has around its values. Every other record, and one of these kinds that has a rarer
 * field, goes through `serializeRecord`. test/report/capture/trace-line.test.ts holds the two against each other.
 */

import type { ShownBytes } from '../../codec/shown-bytes.js';
import { formatPieces, FormattedLog } from '../../kernel/log-message.js';
import {
  quotedText,
  serializeRecord,
  type CliRecord,
  type HeldRecord,
  type LogLevel,
  type LogRecord,
  type SegRecord,
  type SentRecord,
  type TraceRecord,
} from '../../kernel/trace.js';

const SPACE = 0x20;
const TILDE = 0x7e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Messages that are known, at most: most are the firmware's own texts, and those are few. */
const MOST_MESSAGES = 4096;

/** What log records of one level, tag and format are made of. */
interface LogText {
  readonly lv: LogLevel;
  readonly tag: string;
  /** What stands before, between and behind the values, from the record's kind on. */
  readonly pieces: readonly string[];
  /** The same format with another level or tag: hardly ever. */
  readonly next: LogText | undefined;
}

/** Texts of log records by their format, or by the message where nothing goes into it. */
class LogTexts {
  private readonly known = new Map<string, LogText>();

  constructor(
    private readonly piecesOf: (format: string) => readonly string[],
    private readonly most: number,
  ) {}

  pieces(format: string, lv: LogLevel, tag: string): readonly string[] {
    const first = this.known.get(format);
    for (let one = first; one !== undefined; one = one.next)
      if (one.tag === tag && one.lv === lv) return one.pieces;
    const texts = this.piecesOf(format).map(escaped);
    const last = texts.length - 1;
    const head = `"log","lv":"${lv}","tag":${quoted(tag)},"msg":"`;
    const pieces = texts.map((text, i) => (i === 0 ? head : '') + text + (i === last ? '"}\n' : ''));
    if (this.known.size < this.most) this.known.set(format, { lv, tag, pieces, next: first });
    return pieces;
  }
}

/** How the records of a client begin. */
class ClientHeads {
  readonly data: string;
  readonly sent: string;
  readonly held: string;
  private readonly segments = { rx: new Map<string, string>(), tx: new Map<string, string>() };

  constructor(private readonly name: string) {
    this.data = `"cli","c":${name},"ev":"data","len":`;
    this.sent = `"sent","c":${name},"port":`;
    this.held = `"held","c":${name},"port":`;
  }

  segment(dir: SegRecord['dir'], flags: string): string {
    const heads = this.segments[dir];
    let head = heads.get(flags);
    if (head === undefined) {
      head = `"seg","dir":"${dir}","c":${this.name},"fl":"${flags}","seq":`;
      heads.set(flags, head);
    }
    return head;
  }
}

/** Makes the lines of one trace. */
export class TraceLines {
  private timeUs = -1;
  /** How every record of `timeUs` begins. */
  private head = '';
  private readonly clients = new Map<string, ClientHeads>();
  private readonly messages = new LogTexts((message) => [message], MOST_MESSAGES);
  private readonly formats = new LogTexts(formatPieces, Infinity);

  /** A record with its line's end. */
  line(record: TraceRecord): string {
    if (record.t !== this.timeUs) {
      this.timeUs = record.t;
      this.head = `{"t":${record.t},"k":`;
    }
    switch (record.k) {
      case 'log':
        return this.logLine(record);
      case 'seg':
        return this.segLine(record) ?? otherLine(record);
      case 'cli':
        return this.cliLine(record) ?? otherLine(record);
      case 'sent':
        return this.sentLine(record);
      case 'held':
        return this.heldLine(record);
      default:
        return otherLine(record);
    }
  }

  private logLine(record: LogRecord): string {
    const { lv, tag } = record;
    if (!(record instanceof FormattedLog)) return this.head + this.messages.pieces(record.msg, lv, tag)[0]!;
    const { format, values } = record;
    const pieces = this.formats.pieces(format, lv, tag);
    let text = this.head + pieces[0]!;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      text += `${typeof value === 'number' ? value : escaped(value)}${pieces[i + 1]!}`;
    }
    return text;
  }

  private segLine(record: SegRecord): string | undefined {
    if (record.lost !== undefined || record.port !== undefined || record.outage !== undefined)
      return undefined;
    const { dir, c, fl, seq, ack, len, win } = record;
    const head = this.client(c).segment(dir, fl);
    return `${this.head}${head}${seq},"ack":${ack},"len":${len},"win":${win}}\n`;
  }

  private cliLine(record: CliRecord): string | undefined {
    if (record.ev !== 'data' || record.len === undefined) return undefined;
    const { c, len, port } = record;
    const end = port === undefined ? '}\n' : `,"port":${port}}\n`;
    return `${this.head}${this.client(c).data}${len}${shown(record)}${end}`;
  }

  private sentLine(record: SentRecord): string {
    const { c, port, len, expects } = record;
    const end = expects === undefined ? '}\n' : `,"expects":${expects}}\n`;
    return `${this.head}${this.client(c).sent}${port},"len":${len}${shown(record)}${end}`;
  }

  private heldLine({ c, port, by }: HeldRecord): string {
    const end = by === undefined ? '}\n' : `,"by":"${by}"}\n`;
    return `${this.head}${this.client(c).held}${port}${end}`;
  }

  private client(name: string): ClientHeads {
    let heads = this.clients.get(name);
    if (heads === undefined) {
      heads = new ClientHeads(quoted(name));
      this.clients.set(name, heads);
    }
    return heads;
  }
}

function otherLine(record: TraceRecord): string {
  return `${serializeRecord(record)}\n`;
}

/** The field of a record's bytes: as text, or else in hex. */
function shown(record: ShownBytes): string {
  const { text } = record;
  return text === undefined ? `,"hex":"${record.hex}"` : `,"text":${quoted(text)}`;
}

function quoted(text: string): string {
  return needsEscapes(text) ? quotedText(text) : `"${text}"`;
}

/** What stands between the quotes. */
function escaped(text: string): string {
  return needsEscapes(text) ? quotedText(text).slice(1, -1) : text;
}

function needsEscapes(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < SPACE || c > TILDE || c === QUOTE || c === BACKSLASH) return true;
  }
  return false;
}
