/**
 * Records as lines of a trace file: the same text that `serializeRecord` makes, a good deal faster.
 *
 * A busy device writes millions of records, nearly all of them of four kinds with the same few fields each time. Those
 * are put together here from pieces that are known already; every other record, and one of these kinds that has a
 * rarer field, goes through `serializeRecord`. test/report/capture/trace-line.test.ts holds the two against each other.
 */

import type { ShownBytes } from '../../codec/shown-bytes.js';
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

/** Makes the lines of one trace. */
export class TraceLines {
  private timeUs = -1;
  /** How every record of `timeUs` begins. */
  private head = '';
  private readonly names = new Map<string, string>();
  private readonly logHeads: Record<LogLevel, Map<string, string>> = {
    E: new Map(),
    W: new Map(),
    I: new Map(),
    N: new Map(),
    D: new Map(),
    V: new Map(),
  };

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

  private logLine({ lv, tag, msg }: LogRecord): string {
    const heads = this.logHeads[lv];
    let tagged = heads.get(tag);
    if (tagged === undefined) {
      tagged = `"log","lv":"${lv}","tag":${quoted(tag)},"msg":`;
      heads.set(tag, tagged);
    }
    return `${this.head}${tagged}${quoted(msg)}}\n`;
  }

  private segLine(record: SegRecord): string | undefined {
    if (record.lost !== undefined || record.port !== undefined || record.outage !== undefined)
      return undefined;
    const { dir, c, fl, seq, ack, len, win } = record;
    return `${this.head}"seg","dir":"${dir}","c":${this.name(c)},"fl":"${fl}","seq":${seq},"ack":${ack},"len":${len},"win":${win}}\n`;
  }

  private cliLine(record: CliRecord): string | undefined {
    if (record.ev !== 'data' || record.len === undefined) return undefined;
    const { c, len, port } = record;
    const end = port === undefined ? '}\n' : `,"port":${port}}\n`;
    return `${this.head}"cli","c":${this.name(c)},"ev":"data","len":${len},${shown(record)}${end}`;
  }

  private sentLine(record: SentRecord): string {
    const { c, port, len, expects } = record;
    const end = expects === undefined ? '}\n' : `,"expects":${expects}}\n`;
    return `${this.head}"sent","c":${this.name(c)},"port":${port},"len":${len},${shown(record)}${end}`;
  }

  private heldLine({ c, port, by }: HeldRecord): string {
    const end = by === undefined ? '}\n' : `,"by":"${by}"}\n`;
    return `${this.head}"held","c":${this.name(c)},"port":${port}${end}`;
  }

  private name(client: string): string {
    let name = this.names.get(client);
    if (name === undefined) {
      name = quoted(client);
      this.names.set(client, name);
    }
    return name;
  }
}

function otherLine(record: TraceRecord): string {
  return `${serializeRecord(record)}\n`;
}

/** Bytes as a record shows them: as text, or else in hex. */
function shown(record: ShownBytes): string {
  const { text } = record;
  return text === undefined ? `"hex":"${record.hex}"` : `"text":${quoted(text)}`;
}

function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < SPACE || c > TILDE || c === QUOTE || c === BACKSLASH) return quotedText(text);
  }
  return `"${text}"`;
}
