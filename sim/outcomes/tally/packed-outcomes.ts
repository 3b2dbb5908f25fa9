/**
 * Outcomes of very many connections as columns of numbers: what most of them have in common is kept once. Nothing is lost
 * but exchanges, which are summed elsewhere (client-tally.ts).
 */

import { connectionLabel } from '../connection-numbers.js';
import type { ConnectionOutcome, Ending } from '../outcome-types.js';

/** What many connections share. */
interface Shape extends Pick<ConnectionOutcome, 'client' | 'outcome' | 'isContent' | 'status'> {
  readonly ending: Omit<Ending, 'timeUs'> | undefined;
}

/** In columns: no time. */
const NONE = Number.NaN;
/** Bytes of a row are those of its numbers. */
const ROW = { shape: 0, number: 1, port: 2, opened: 3, connected: 4, ended: 5 } as const;
const ROW_LENGTH = 6;
const FIRST_ROWS = 64;

/** Whether all that an outcome says fits: nobody kept it waiting, nothing is told of its exchanges. */
export function isPackable(one: ConnectionOutcome): boolean {
  const { cause, delay, unheard, exchanges, folded, waits, ending, endedUs } = one;
  if (cause !== undefined || delay !== undefined || unheard !== undefined || folded !== undefined)
    return false;
  if (exchanges.length > 0 || waits.length > 0) return false;
  return ending === undefined || ending.timeUs === endedUs;
}

/** The columns. */
export class PackedOutcomes {
  private readonly shapes: Shape[] = [];
  private readonly shapeNumbers = new Map<string, number>();
  private rows = new Float64Array(FIRST_ROWS * ROW_LENGTH);
  private count = 0;

  /** Takes an outcome that fits; its place. */
  add(one: ConnectionOutcome): number {
    if ((this.count + 1) * ROW_LENGTH > this.rows.length) {
      const before = this.rows;
      this.rows = new Float64Array(before.length * 2);
      this.rows.set(before);
    }
    const { number, port, openedUs, connectedUs = NONE, endedUs = NONE } = one;
    this.rows.set([this.shapeOf(one), number, port, openedUs, connectedUs, endedUs], this.count * ROW_LENGTH);
    return this.count++;
  }

  /** The outcome at a place, as it was; `count`: connections of its client. */
  outcomeAt(place: number, countOf: (client: string) => number): ConnectionOutcome {
    const at = place * ROW_LENGTH;
    const cell = (column: number): number => this.rows[at + column]!;
    const { client, ending, ...shape } = this.shapes[cell(ROW.shape)]!;
    const number = cell(ROW.number);
    const endedUs = time(cell(ROW.ended));
    return {
      client,
      number,
      label: connectionLabel(client, number, countOf(client)),
      port: cell(ROW.port),
      openedUs: cell(ROW.opened),
      connectedUs: time(cell(ROW.connected)),
      ...shape,
      endedUs,
      ending: ending && Object.assign({}, ending, { timeUs: endedUs! }),
      cause: undefined,
      exchanges: [],
      waits: [],
    };
  }

  private shapeOf({ client, outcome, isContent, status, ending }: ConnectionOutcome): number {
    const { by, how, why } = ending ?? {};
    const key = JSON.stringify([client, outcome, isContent, status, by, how, why]);
    const known = this.shapeNumbers.get(key);
    if (known !== undefined) return known;
    const shared = ending && { by: ending.by, how: ending.how, ...(why === undefined ? {} : { why }) };
    const number = this.shapes.push({ client, outcome, isContent, status, ending: shared }) - 1;
    this.shapeNumbers.set(key, number);
    return number;
  }
}

function time(cell: number): number | undefined {
  return Number.isNaN(cell) ? undefined : cell;
}
