/** Exchanges as rows of numbers, and back. */

import type { ExchangeReport } from '../../outcomes/exchanges/exchange-types.js';
import type { Wait, WaitPart } from '../../outcomes/waits/waits.js';
import { Numbered } from './columns.js';
import type { AskedKind, ExchangeRow } from './view-data.js';

const NONE = -1;
/** Numbers of a row before its waits. */
const FIXED = 9;

/** What rows name by number. */
export class ExchangeWords {
  readonly asked = new Numbered<AskedKind>((one) => JSON.stringify(Object.values(one)));
  readonly waits = new Numbered<Wait>(({ kind, on, option = '' }) => JSON.stringify([kind, on, option]));

  /** A row of a connection. */
  row(connection: number, one: ExchangeReport): ExchangeRow {
    const { kind, method, path, outcome, status = NONE, startUs, bytes } = one;
    const since = (us: number | undefined): number => (us === undefined ? NONE : us - startUs);
    return [
      connection,
      this.asked.of({ kind, method, path, outcome, status }),
      startUs,
      one.askedUs - startUs,
      since(one.firstByteUs),
      since(one.openedUs),
      since(one.endedUs),
      bytes,
      one.ofBytes ?? NONE,
      ...this.waitsRow(one.waits),
    ];
  }

  /** Waits and microseconds in turns. */
  waitsRow(waits: readonly WaitPart[]): number[] {
    return waits.flatMap(({ us, ...wait }) => [this.waits.of(wait), us]);
  }
}

/** The exchange of a row. */
export function exchangeOf(
  row: ExchangeRow,
  asked: readonly AskedKind[],
  waits: readonly Wait[],
): ExchangeReport {
  const [, what = 0, startUs = 0, askedUs = 0, first, opened, ended, bytes = 0, of] = row;
  const { status, ...rest } = asked[what]!;
  const at = (us = NONE): number | undefined => (us === NONE ? undefined : startUs + us);
  const openedUs = at(opened);
  return Object.assign(rest, {
    status: status === NONE ? undefined : status,
    startUs,
    askedUs: startUs + askedUs,
    firstByteUs: at(first),
    ...(openedUs === undefined ? {} : { openedUs }),
    endedUs: at(ended),
    bytes,
    ofBytes: of === NONE ? undefined : of,
    waits: waitParts(row.slice(FIXED), waits),
  });
}

/** Waits of numbers in turns. */
export function waitParts(row: readonly number[], waits: readonly Wait[]): WaitPart[] {
  const parts: WaitPart[] = [];
  for (let i = 0; i + 1 < row.length; i += 2)
    parts.push(Object.assign({}, waits[row[i]!], { us: row[i + 1]! }));
  return parts;
}
