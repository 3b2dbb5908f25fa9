/** The lane of a client: states of its connections, how they ended, and under them what it asked and where the time went. */

import {
  markOf,
  MARK_WORDS,
  OUTCOME_SIGNS,
  STATE_WORDS,
  type ClientState,
} from '../report/timeline/client-states.js';
import type { Lane, RunIndex } from '../report/timeline/run-index.js';
import type { ExchangeReport } from '../outcomes/exchanges/exchange-types.js';
import { eachVisible, firstFrom, type Pen, type Texture } from './pen.js';
import type { Row, RowLabel } from './row.js';

const STATE_HEIGHT = 14;
const EXCHANGE_TOP = 17;
const EXCHANGE_HEIGHT = 7;
const ROW_HEIGHT = 27;
const MARGIN = 3;
/** Pixels that a sign takes up. */
const SIGN_ROOM = 16;
/** Narrower exchanges are one colour. */
const LEAST_PARTED = 4;
const TEXTURES: Readonly<Record<Exclude<ClientState, 'connecting'>, Texture>> = {
  backlog: 'hatched',
  session: 'light',
  waiting: 'dotted',
  answering: 'solid',
  held: 'outlined',
  outgoing: 'light',
};

/** One client. */
export class ClientRow implements Row {
  readonly height: number;
  readonly selection;

  constructor(
    private readonly index: RunIndex,
    readonly lane: Lane,
    at: number,
  ) {
    this.selection = { kind: 'client', at } as const;
    this.height = lane.rows.length * ROW_HEIGHT + 2 * MARGIN;
  }

  label(cursorUs: number): RowLabel {
    const { index, lane } = this;
    const { outcome } = index.data.connections[lane.newest]!;
    const [sign, worth] = OUTCOME_SIGNS[outcome];
    return { title: lane.name, sign, worth, note: `${outcome}${this.stateNote(cursorUs)}` };
  }

  draw(pen: Pen, top: number): void {
    const { index, lane } = this;
    const { connections } = index.data;
    lane.rows.forEach((row, r) => {
      const y = top + MARGIN + r * ROW_HEIGHT;
      const span = (i: number) => ({
        fromUs: connections[row[i]!]!.openedUs,
        toUs: index.overUs(row[i]!),
      });
      eachVisible(pen, row.length, span, (i) => {
        this.drawConnection(pen, row[i]!, y);
        const next = row[i + 1];
        this.drawEnd(pen, row[i]!, y, next === undefined ? Infinity : pen.x(connections[next]!.openedUs));
      });
    });
  }

  private stateNote(cursorUs: number): string {
    const { index, lane } = this;
    if (cursorUs >= index.data.endUs) return '';
    for (const row of lane.rows) {
      for (const one of row) {
        const { openedUs } = index.data.connections[one]!;
        if (openedUs > cursorUs) break;
        if (index.overUs(one) < cursorUs) continue;
        const states = index.statesOf(one);
        const state = states[firstFrom(states.length, (i) => states[i]!.toUs > cursorUs, 0)];
        if (state !== undefined && state.fromUs <= cursorUs) return ` · ${STATE_WORDS[state.state]}`;
      }
    }
    return '';
  }

  private drawConnection(pen: Pen, connection: number, y: number): void {
    const { index } = this;
    const { palette } = pen;
    const states = index.statesOf(connection);
    eachVisible(
      pen,
      states.length,
      (i) => states[i]!,
      (i) => {
        const { state, fromUs, toUs } = states[i]!;
        const color = palette.states[state];
        if (state === 'connecting') pen.line(fromUs, toUs, y + STATE_HEIGHT / 2, color, true);
        else pen.bar(fromUs, toUs, y, STATE_HEIGHT, color, TEXTURES[state]);
        pen.words(STATE_WORDS[state], fromUs, toUs, y + STATE_HEIGHT / 2);
      },
    );
    const exchanges = index.exchanges(connection);
    const { endUs } = index.data;
    const span = (i: number) => exchangeSpan(exchanges[i]!, endUs);
    eachVisible(pen, exchanges.length, span, (i) =>
      drawExchange(pen, exchanges[i]!, y + EXCHANGE_TOP, endUs),
    );
  }

  /** The sign stands behind the end where there is room for it. */
  private drawEnd(pen: Pen, connection: number, y: number, nextX: number): void {
    const own = this.index.data.connections[connection]!;
    const mark = markOf(own);
    if (mark === undefined || own.ending === undefined) return;
    const x = pen.x(own.ending.timeUs);
    const [sign] = MARK_WORDS[mark];
    const color = own.isContent || own.ending.by === 'client' ? pen.palette.muted : pen.palette.bad;
    pen.box(x - 1, 2, y - 1, STATE_HEIGHT + 2, color, 'solid');
    const isHeld = this.index.overUs(connection) > own.ending.timeUs;
    if (!isHeld && nextX > x + SIGN_ROOM) pen.text(sign, x + 3, y + STATE_HEIGHT / 2, color);
  }
}

/** How long an exchange is drawn: to its end, or to when what it asked for was open. */
export function exchangeSpan(
  { startUs, openedUs, endedUs }: ExchangeReport,
  endUs: number,
): { readonly fromUs: number; readonly toUs: number } {
  return { fromUs: startUs, toUs: openedUs ?? endedUs ?? endUs };
}

/** Its parts, each as wide as its share of the whole. */
function drawExchange(pen: Pen, one: ExchangeReport, y: number, endUs: number): void {
  const { fromUs, toUs } = exchangeSpan(one, endUs);
  const { waits } = one;
  const colors = pen.palette.waits;
  const total = waits.reduce((sum, { us }) => sum + us, 0);
  const wide = pen.x(toUs) - pen.x(fromUs);
  if (total === 0 || wide < LEAST_PARTED) {
    pen.bar(fromUs, toUs, y, EXCHANGE_HEIGHT, colors[waits[0]?.kind ?? 'link'], 'solid', 2);
    return;
  }
  let atUs = fromUs;
  for (const { kind, us } of waits) {
    const untilUs = atUs + (us / total) * (toUs - fromUs);
    const texture = kind === 'limit' || kind === 'task' ? 'hatched' : 'solid';
    pen.bar(atUs, untilUs, y, EXCHANGE_HEIGHT, colors[kind], texture);
    atUs = untilUs;
  }
}
