/** One record of the trace as a line for people. */

import type { CliRecord, RefuseRecord, SegRecord, StateRecord, TraceRecord } from '../../kernel/trace.js';
import { holderNames } from '../../resources/holder.js';
import { limitText } from '../../resources/limit-name.js';
import { printableLine } from '../../document/printable.js';
import { tcpdumpText } from '../../outcomes/segment-text.js';
import { timeText } from './time.js';

/** Bytes of data shown of what a client received. */
const SHOWN_TEXT = 60;

/** What a record says, without its time. */
export function recordText(record: TraceRecord): string {
  switch (record.k) {
    case 'log':
      return `${record.lv} ${record.tag}: ${printableLine(record.msg)}`;
    case 'seg':
      return segmentText(record);
    case 'cli':
      return clientText(record);
    case 'refuse':
      return refusalText(record);
    case 'state':
      return stateText(record);
    case 'session': {
      const purged = record.purged === 1 ? ' to make room' : '';
      return `session ${record.ev} for ${record.c}:${record.port} on fd ${record.fd}${purged}`;
    }
    default:
      return otherText(record);
  }
}

/** With its time in front. */
export function recordLine(record: TraceRecord): string {
  return `${timeText(record.t)}  ${recordText(record)}`;
}

/** As tcpdump would show it: direction, flags, numbers. */
function segmentText(record: SegRecord): string {
  const { dir, lost } = record;
  const c = connectionText(record);
  const [from, to] = dir === 'rx' ? [c, 'device'] : ['device', c];
  return `${from} > ${to}: ${tcpdumpText(record)}${lost === 1 ? ' (lost)' : ''}`;
}

function clientText(record: CliRecord): string {
  const { ev, len, text, hex } = record;
  const c = connectionText(record);
  if (ev === 'segment') return `${c}: ${tcpdumpText(record)}`;
  if (ev !== 'data') return `${c}: ${ev}`;
  const data = text === undefined ? `hex ${hex ?? ''}` : JSON.stringify(text);
  const shown = data.length > SHOWN_TEXT ? `${data.slice(0, SHOWN_TEXT)}…` : data;
  return `${c}: data, ${len ?? 0} bytes: ${shown}`;
}

/** A client, with its port where it has several connections: `why` takes that, too. */
function connectionText({ c, port }: { readonly c: string; readonly port?: number | undefined }): string {
  return port === undefined ? c : `${c}:${port}`;
}

/** Who was turned away by what. */
export function refusalText({ resource, size, holders, c, port, effect }: RefuseRecord): string {
  const whom = c === undefined ? '' : ` ${connectionText({ c, port })}`;
  const names = holderNames(resource, holders);
  const held = names.length > 0 ? `; held by ${names.join(', ')}` : '';
  return `${limitText(resource)} (${size}) refused${whom}: ${effect}${held}`;
}

function stateText({ machine, owner, from, to, event }: StateRecord): string {
  return `${machine} ${owner}: ${from} -> ${to} (${event})`;
}

function otherText(record: TraceRecord): string {
  const fields = Object.entries(record).filter(([name]) => name !== 't' && name !== 'k');
  return [record.k, ...fields.map(([name, value]) => `${name}=${String(value)}`)].join(' ');
}
